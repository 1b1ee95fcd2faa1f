/// Quoting for Dockerfiles.
enum DockerfileText {
    /// A value in double quotes in which `$NAME` is expanded.
    static func expanding(_ text: String) -> String { quoted(text, escaping: "\\\"") }

    /// A value in double quotes that means what it says.
    static func literal(_ text: String) -> String { quoted(text, escaping: "\\\"$") }

    private static func quoted(_ text: String, escaping special: String) -> String {
        "\"" + escaped(text, special) + "\""
    }

    /// Backslashes before the `special` characters; by scalars, since a `Character` may be a sign and its accent.
    private static func escaped(_ text: String, _ special: String) -> String {
        guard text.utf8.contains(where: special.utf8.contains) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if special.unicodeScalars.contains(scalar) { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }

    /// A word that means what it says where the frontend expands words.
    static func wordEscaped(_ text: String) -> String { escaped(text, "\\$\"'") }

    /// The value of a flag: quoted if the flag would end within it otherwise.
    static func flagValue(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0.isLetterOrDigit || "/*?!.-_+@%:,=[]{}~^".utf8.contains($0) }
        return isPlain ? text : literal(text)
    }

    /// A word for a shell that means what it says.
    static func singleQuoted(_ text: String) -> String {
        let parts = text.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
        return "'" + parts.map { String($0) }.joined(separator: "'\\''") + "'"
    }

    /// The lines of a text, whichever way they end; a final line end begins no further line.
    static func lines(_ text: String) -> [String] {
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0.last == "\r" ? $0.dropLast() : $0) }
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines
    }

    /// A JSON list of texts.
    static func json(_ texts: [String]) -> String {
        "[" + texts.map(json).joined(separator: ", ") + "]"
    }

    private static func json(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// A here-document whose text is taken as it is and ends in a newline.
    static func hereDocument(_ text: String, word: String, target: String? = nil) -> String {
        let lines = Set(lines(text))
        var end = word
        var number = 1
        while lines.contains(end) {
            number += 1
            end = "\(word)_\(number)"
        }
        let head = (["<<\"\(end)\""] + [target].compactMap(\.self)).joined(separator: " ")
        return "\(head)\n\(text)\(text.utf8.last == UInt8(ascii: "\n") ? "" : "\n")\(end)"
    }

    /// An instruction whose lines are short enough for frontends that take at most 64 KiB a line.
    ///
    /// Here-documents stay as they are: the frontends that have them take longer lines.
    static func wrapped(_ instruction: String) -> String {
        let limit = 32 << 10
        guard instruction.utf8.count > limit, !instruction.utf8.contains(UInt8(ascii: "\n")) else { return instruction }
        var lines: [Substring.UTF8View] = []
        var rest = instruction.utf8[...]
        while rest.count > limit {
            // A line must not begin like a comment, and no backslash may precede the one that continues it.
            let start = rest.index(rest.startIndex, offsetBy: limit / 2)
            let cut = zip(rest[start...].indices, zip(rest[start...], rest[start...].dropFirst()))
                .first { $1.0.isLetterOrDigit && $1.1.isLetterOrDigit }
            guard let cut else { break }
            let end = rest.index(after: cut.0)
            lines.append(rest[..<end])
            rest = rest[end...]
        }
        return (lines + [rest]).map { String(Substring($0)) }.joined(separator: "\\\n")
    }

    /// Whether a `${` has no `}` behind it.
    static func hasOpenBrace(_ text: String) -> Bool {
        guard let dollar = text.utf8.firstIndex(of: UInt8(ascii: "$")) else { return false }
        let rest = text.utf8[dollar...].dropFirst()
        let isOpen = rest.first == UInt8(ascii: "{") && !rest.contains(UInt8(ascii: "}"))
        return isOpen || hasOpenBrace(String(Substring(rest)))
    }
}
