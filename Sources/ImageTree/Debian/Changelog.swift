public import Diagnostics

/// A Debian changelog, of which the first entry says how an image is called and which version it has.
public struct Changelog: Sendable {
    /// The heading of an entry: `NAME (VERSION) DISTRIBUTION; urgency=medium`.
    public struct Heading: Sendable, Hashable {
        /// The package's name.
        public let package: String
        /// What stands in the parentheses.
        public let version: String
        /// Where it is meant to go, at least one.
        public let distributions: [String]
        /// Whether an urgency is given.
        public let hasUrgency: Bool
    }

    /// The heading of the first entry.
    public let heading: Heading
    /// Its version.
    public let version: DebianVersion
    /// The line of the first heading, counted from 0: what stands before it is kept where it is.
    let headingLine: Int
    /// What is odd about the file and stops nothing.
    public let warnings: DiagnosticList

    /// Reads the first entry of `text`; `file` is the name that findings carry. Later entries are history and not looked at.
    ///
    /// - Throws: a list of findings, if there is no entry or its version is none.
    public init(_ text: String, file: String) throws(DiagnosticList) {
        let source = TextLines(text, file: file)
        var findings = DiagnosticList()
        var found: (heading: Heading, line: Int)?
        for (index, line) in source.enumerated() where !line.isBlank && !Self.isComment(line) {
            if Self.isConflict(line) { throw DiagnosticList([Self.conflict(at: source.location(index))]) }
            if let heading = Heading(line) {
                found = (heading, index)
                break
            }
            findings.append(Self.junk(line, at: source.location(index)))
        }
        guard let found else {
            findings.append(
                Diagnostic(
                    code: "changelog.no-heading", "no entry begins with a line that names package and version",
                    at: source.location(0), hint: "begin it as in: nodejs20 (20.19.2-1) wikimedia; urgency=medium"))
            throw findings
        }
        heading = found.heading
        headingLine = found.line
        let column = found.heading.package.unicodeScalars.count + 3
        guard let version = DebianVersion(found.heading.version) else {
            findings.append(
                Diagnostic(
                    code: "changelog.version", "`\(found.heading.version)` is not a Debian version",
                    at: source.location(found.line, column: column), length: found.heading.version.unicodeScalars.count,
                    notes: ["letters, digits, `.`, `+`, `~`, `-` and, behind an epoch, `:`"]))
            throw findings
        }
        self.version = version
        Self.check(source, from: found.line, heading: found.heading, &findings)
        try findings.throwIfErrors()
        warnings = findings
    }

    /// The place of the version in the file that was read as `file`.
    func versionLocation(file: String) -> SourceLocation {
        SourceLocation(file: file, line: headingLine + 1, column: heading.package.unicodeScalars.count + 3)
    }

    private static func isComment(_ line: Substring) -> Bool {
        let starts = ["# ", "vim:", "Local variables:", ";; Local variables:", "/*"]
        return starts.contains { line.hasPrefix($0) } || (line.hasPrefix("$") && line.hasSuffix("$"))
    }

    /// Whether git left the line to say that two versions of the file are to be made one.
    private static func isConflict(_ line: Substring) -> Bool {
        line == "=======" || ["<<<<<<< ", "||||||| ", ">>>>>>> "].contains { line.hasPrefix($0) }
    }

    private static func conflict(at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            code: "changelog.conflict", "two versions of the changelog are not merged yet", at: location, length: 7,
            hint: "keep the entries that count, newest first, and remove the lines that git added")
    }

    private static func junk(_ line: Substring, at location: SourceLocation) -> Diagnostic {
        let isIndented = line.first?.isWhitespace == true && Heading(line.trimmed) != nil
        return Diagnostic(
            .warning, code: "changelog.line", "the line is no heading of an entry and is skipped", at: location,
            length: line.unicodeScalars.count, hint: isIndented ? "begin it in the first column" : nil)
    }

    /// Goes through the first entry's body and trailer.
    private static func check(_ source: TextLines, from start: Int, heading: Heading, _ findings: inout DiagnosticList)
    {
        func warn(_ line: Int, _ message: String, hint: String? = nil) {
            findings.append(
                Diagnostic(.warning, code: "changelog.line", message, at: source.location(line), hint: hint))
        }
        if !heading.hasUrgency {
            warn(start, "the entry has no urgency", hint: "end its first line in `; urgency=medium`")
        }
        for (index, line) in source.enumerated().dropFirst(start + 1) where !line.isBlank {
            if let trailer = ChangelogTrailer(line) {
                if trailer.isOdd {
                    warn(index, "the trailer is not in the usual form", hint: "\(ChangelogTrailer.form)")
                }
                return
            }
            if Heading(line) != nil {
                return warn(
                    index, "the next entry begins before the first one has its trailer", hint: ChangelogTrailer.form)
            }
            if isConflict(line) { return findings.append(conflict(at: source.location(index))) }
            if !line.hasPrefix("  ") { warn(index, "a line of an entry begins with two blanks") }
        }
        warn(start, "the entry has no trailer; was the file written to its end?", hint: ChangelogTrailer.form)
    }
}

/// The last line of an entry: ` -- NAME <MAIL>  DATE`.
struct ChangelogTrailer {
    static let form = "end the entry as in:  -- Ada Example <ada@example.org>  Mon, 23 Nov 2026 19:00:34 +0000"

    /// Whether two blanks and a date do not follow the address.
    let isOdd: Bool

    /// `nil` for other lines.
    init?(_ line: Substring) {
        guard line.hasPrefix(" -- ") || line == " --" else { return nil }
        guard let address = line.utf8.lastIndex(of: UInt8(ascii: ">")) else {
            isOdd = true
            return
        }
        let date = line[line.utf8.index(after: address)...]
        isOdd = !date.hasPrefix("  ") || date.trimmed.utf8.split(separator: UInt8(ascii: " ")).count < 5
    }
}

extension Changelog.Heading {
    /// `nil` unless `line` is the heading of an entry.
    init?(_ line: Substring) {
        let name = line.prefix { !$0.isWhitespace }
        guard let first = name.unicodeScalars.first,
            first.properties.isAlphabetic || first == "_" || ("0"..."9").contains(first),
            name.utf8.dropFirst().allSatisfy({ $0.isAlphanumeric || "-+.".utf8.contains($0) })
        else { return nil }
        let behind = line[name.endIndex...]
        guard behind.hasPrefix(" ("), let close = behind.firstIndex(of: ")") else { return nil }
        let version = behind[behind.index(behind.startIndex, offsetBy: 2)..<close]
        guard !version.isEmpty, !version.contains(where: { $0 == "(" || $0 == " " || $0 == "\t" }) else { return nil }
        let rest = behind[behind.index(after: close)...]
        guard let semicolon = rest.firstIndex(of: ";"), rest.first?.isWhitespace == true else { return nil }
        let distributions = rest[..<semicolon].split(whereSeparator: \.isWhitespace).map(String.init)
        guard !distributions.isEmpty, rest[..<semicolon].last?.isWhitespace == false,
            distributions.allSatisfy({ $0.utf8.allSatisfy { $0.isAlphanumeric || "-+.".utf8.contains($0) } })
        else { return nil }
        let keys = rest[rest.index(after: semicolon)...].split(separator: ",").map(\.trimmed)
        self.init(
            package: String(name), version: String(version), distributions: distributions,
            hasUrgency: keys.contains { $0.lowercased().hasPrefix("urgency=") })
    }
}
