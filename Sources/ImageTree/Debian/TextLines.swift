internal import Diagnostics

/// The lines of a text file, without line ends, found as they are asked for: of a long history only the beginning counts.
struct TextLines: Sequence {
    let file: String
    private let text: String

    /// Lines end in LF, with or without a CR before it.
    init(_ text: String, file: String) {
        self.file = file
        self.text = text
    }

    func makeIterator() -> Iterator { Iterator(rest: text[...].utf8) }

    struct Iterator: IteratorProtocol {
        fileprivate var rest: Substring.UTF8View?

        mutating func next() -> Substring? {
            guard let rest else { return nil }
            let end = rest.firstIndex(of: 0x0A)
            self.rest = end.map { rest[rest.index(after: $0)...] }
            let line = rest[..<(end ?? rest.endIndex)]
            return Substring(line.last == 0x0D ? line.dropLast() : line)
        }
    }

    /// The place of a column, counted from 1, in a line, counted from 0.
    func location(_ line: Int, column: Int = 1) -> SourceLocation {
        SourceLocation(file: file, line: line + 1, column: column)
    }
}

extension Substring {
    /// Whether it holds nothing but white space.
    var isBlank: Bool {
        // Most lines say so with their first letter, without a look at their characters.
        if let first = utf8.first(where: { $0 != UInt8(ascii: " ") }), (0x21..<0x7F).contains(first) { return false }
        return allSatisfy(\.isWhitespace)
    }

    /// Without white space at its ends.
    var trimmed: Substring {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        return lastIndex { !$0.isWhitespace }.map { self[start...$0] } ?? ""
    }
}
