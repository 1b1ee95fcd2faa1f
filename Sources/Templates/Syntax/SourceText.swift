internal import Diagnostics

/// A template's text with LF line ends and without its last one, and where in it things are.
struct SourceText: Sendable {
    let file: String
    let bytes: [UInt8]

    /// Only one newline at the end is dropped.
    init(_ text: String, file: String) {
        self.file = file
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == 0x0D || (byte == 0x0A && previous != 0x0D) {
                bytes.append(0x0A)
            } else if byte != 0x0A {
                bytes.append(byte)
            }
            previous = byte
        }
        if bytes.last == 0x0A { bytes.removeLast() }
        self.bytes = bytes
    }

    func location(of offset: Int) -> SourceLocation {
        let before = bytes.prefix(offset)
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let line = before.count { $0 == 0x0A } + 1
        let column = bytes[lineStart..<max(lineStart, min(offset, bytes.count))].count { $0 & 0xC0 != 0x80 } + 1
        return SourceLocation(file: file, line: line, column: column)
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    func has(_ text: StaticString, at offset: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard offset >= 0, offset + count <= bytes.count else { return false }
        return text.withUTF8Buffer { wanted in (0..<count).allSatisfy { bytes[offset + $0] == wanted[$0] } }
    }

    /// The scalar that begins at `offset`, and how many bytes it has; invalid ones count as one byte.
    func scalar(at offset: Int) -> (Unicode.Scalar, length: Int)? {
        guard offset < bytes.count else { return nil }
        let first = bytes[offset]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        let decoded = text(offset..<min(offset + length, bytes.count)).unicodeScalars.first
        return decoded.map { ($0, length) }
    }

    /// The first offset from `offset` on that is no white space.
    func skippingSpace(from offset: Int) -> Int {
        var position = offset
        while let (scalar, length) = scalar(at: position), PythonText.isSpace(scalar) { position += length }
        return position
    }
}
