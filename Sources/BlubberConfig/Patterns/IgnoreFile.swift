public import Diagnostics

/// The files that keep parts of a context folder from a build.
public enum IgnoreFile {
    /// Where to look, best first, for a Blubber file at `blubberFile`; the second is relative to the context.
    public static func candidates(blubberFile: String) -> (besideBlubberFile: String, inContext: String) {
        ("\(blubberFile).dockerignore", ".dockerignore")
    }

    /// The patterns of a file's text: one a line, comments behind `#` at a line's begin.
    ///
    /// - Throws: a finding for each line that is not a pattern.
    public static func parse(_ text: some Sequence<UInt8>, file: String) throws(DiagnosticList) -> PathPatterns {
        var findings = DiagnosticList()
        var patterns: [PathPattern] = []
        let content = String(decoding: Array(text), as: UTF8.self).unicodeScalars
        let lines = content.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let isMarked = index == 0 && line.first == "\u{FEFF}"
            let line = String(isMarked ? line.dropFirst() : line)
            guard !line.hasPrefix("#") else { continue }
            do throws(InvalidPattern) {
                if let pattern = try PathPattern(line) { patterns.append(pattern) }
            } catch {
                findings.append(
                    Diagnostic(
                        code: "ignore.invalid", "`\(line.trimmedOfBlanks)` is not a pattern: \(error.reason)",
                        at: SourceLocation(file: file, line: index + 1, column: 1),
                        length: line.unicodeScalars.count))
            }
        }
        try findings.throwIfErrors()
        return PathPatterns(patterns: patterns)
    }
}
