/// A place in a text file, as editors count it.
public struct SourceLocation: Sendable, Hashable, Comparable {
    /// The file's path as the person named it; it is printed, never opened.
    public let file: String
    /// Line, counted from 1.
    public let line: Int
    /// Column, counted from 1 in Unicode scalars.
    public let column: Int

    /// A place in `file`; `line` and `column` count from 1.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// Orders by file, then line, then column.
    public static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

extension SourceLocation: CustomStringConvertible {
    /// `file:line:column`, the form that terminals and editors make clickable.
    public var description: String { "\(file):\(line):\(column)" }
}
