internal import Diagnostics

/// A text file cut into lines, which keep no line ends.
struct TextLines {
    let file: String
    let lines: [Substring]

    /// Lines end in LF, with or without a CR before it.
    init(_ text: String, file: String) {
        self.file = file
        lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            Substring(line.last == 0x0D ? line.dropLast() : line)
        }
    }

    /// The place of a column, counted from 1, in a line, counted from 0.
    func location(_ line: Int, column: Int = 1) -> SourceLocation {
        SourceLocation(file: file, line: line + 1, column: column)
    }
}

extension Substring {
    /// Whether it holds nothing but white space.
    var isBlank: Bool { allSatisfy(\.isWhitespace) }

    /// Without white space at its ends.
    var trimmed: Substring {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        return lastIndex { !$0.isWhitespace }.map { self[start...$0] } ?? ""
    }
}
