/// Turns findings into text for a person: the one-line form, the source line, a caret under the place, notes and a hint.
public struct DiagnosticRenderer: Sendable {
    /// Whether to use terminal colours.
    public let usesColor: Bool
    private let lines: [String: [Substring]]

    /// Renders against the given file texts, keyed by the path that locations carry.
    public init(sources: [String: String], usesColor: Bool = false) {
        self.usesColor = usesColor
        lines = sources.mapValues(Self.lines(of:))
    }

    /// The lines as YAML counts them: a lone carriage return, U+0085, U+2028 and U+2029 end one, too. By bytes, because a
    /// file may be large and one finding needs one line.
    private static func lines(of text: String) -> [Substring] {
        let bytes = text.utf8
        var lines: [Substring] = []
        var start = bytes.startIndex
        var index = start
        while index < bytes.endIndex {
            let width = endOfLine(bytes[index...].prefix(3))
            guard width > 0 else {
                bytes.formIndex(after: &index)
                continue
            }
            lines.append(text[start..<index])
            bytes.formIndex(&index, offsetBy: width)
            start = index
        }
        return lines + [text[start...]]
    }

    /// How many bytes of an end of line `bytes` begin with; 0 for none.
    private static func endOfLine(_ bytes: Substring.UTF8View) -> Int {
        guard let first = bytes.first, first < 0x20 || first >= 0xC2 else { return 0 }
        switch first {
        case 0x0A: return 1
        case 0x0D: return bytes.dropFirst().first == 0x0A ? 2 : 1
        case 0xC2: return bytes.dropFirst().first == 0x85 ? 2 : 0
        case 0xE2: return bytes.elementsEqual([0xE2, 0x80, 0xA8]) || bytes.elementsEqual([0xE2, 0x80, 0xA9]) ? 3 : 0
        default: return 0
        }
    }

    /// The whole list, sorted by place, ending in a newline unless it is empty.
    public func render(_ list: DiagnosticList) -> String {
        list.sorted.map { render($0) + "\n" }.joined()
    }

    /// One finding, without a final newline.
    public func render(_ diagnostic: Diagnostic) -> String {
        var text = diagnostic.location.map { bold("\($0): ") } ?? ""
        text += severityLabel(diagnostic.severity) + bold(Self.printable(diagnostic.message))
        if let location = diagnostic.location, let excerpt = excerpt(at: location, length: diagnostic.length) {
            text += "\n" + excerpt
        }
        for note in diagnostic.notes { text += "\n  note: \(Self.printable(note))" }
        if let hint = diagnostic.hint { text += "\n  help: \(Self.printable(hint))" }
        return text
    }

    private func excerpt(at location: SourceLocation, length: Int) -> String? {
        guard let fileLines = lines[location.file], fileLines.indices.contains(location.line - 1) else { return nil }
        let source = Array(fileLines[location.line - 1].unicodeScalars)
        let start = min(location.column - 1, source.count)
        let window = visibleWindow(of: source.count, around: start)
        let number = String(location.line)
        let gutter = String(repeating: " ", count: number.count)
        // A tab in the source must stay a tab before the caret, or the caret stands under another column.
        let padding = source[window.lowerBound..<start].map { $0 == "\t" ? "\t" : " " }.joined()
        let underline = String(repeating: "~", count: max(0, min(length, window.upperBound - start) - 1))
        let shown = String(String.UnicodeScalarView(source[window].map(Self.printable)))
        return " \(number) | \(shown)\n \(gutter) | \(padding)\(marker("^" + underline))"
    }

    /// At most 160 scalars of a line: a minified line must not flood the terminal.
    private func visibleWindow(of count: Int, around start: Int) -> Range<Int> {
        let limit = 160
        guard count > limit else { return 0..<count }
        let lower = max(0, min(start - limit / 2, count - limit))
        return lower..<(lower + limit)
    }

    /// Control characters could move the cursor or change colours on the reader's terminal.
    private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar == "\t" || (scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)) ? scalar : "\u{FFFD}"
    }

    /// Messages quote what a file says, and a file may say anything.
    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\n" ? $0 : printable($0) }))
    }

    private func severityLabel(_ severity: Diagnostic.Severity) -> String {
        guard usesColor else { return "\(severity.rawValue): " }
        return "\u{1B}[1;\(severity == .error ? 31 : 35)m\(severity.rawValue): \u{1B}[0m"
    }

    private func bold(_ text: String) -> String { usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    private func marker(_ text: String) -> String { usesColor ? "\u{1B}[1;32m\(text)\u{1B}[0m" : text }
}
