/// A number as it stands in a tag: `12`, `1_000`, `0xff`, `1.5`, `1e3`.
struct NumberLiteral {
    /// The token; `nil` where the number is too large.
    let kind: Token.Kind?
    /// The offset behind the last digit.
    let end: Int

    /// `nil` unless a number begins at `start`.
    init?(in source: SourceText, at start: Int) {
        let bytes = source.bytes
        guard start < bytes.count, Self.isDigit(bytes[start], 10) else { return nil }
        let whole = Self.digits(bytes, from: start, radix: 10)
        if let real = Self.realEnd(bytes, whole: whole), start == 0 || bytes[start - 1] != UInt8(ascii: ".") {
            end = real
            kind = Double(Self.plain(source, start..<real)).map(Token.Kind.real)
            return
        }
        let prefixes: [UInt8: Int] = [0x62: 2, 0x6F: 8, 0x78: 16]
        if bytes[start] == UInt8(ascii: "0"), start + 1 < bytes.count, let radix = prefixes[bytes[start + 1] | 0x20] {
            let last = Self.digits(bytes, from: start + 2, radix: radix)
            if last > start + 2 {
                end = last
                kind = Int(Self.plain(source, start + 2..<last), radix: radix).map(Token.Kind.integer)
                return
            }
        }
        // A zero in front makes two numbers: `012` is `0` and `12`.
        end = bytes[start] == UInt8(ascii: "0") ? Self.zeros(bytes, from: start) : whole
        kind = Int(Self.plain(source, start..<end)).map(Token.Kind.integer)
    }

    private static func realEnd(_ bytes: [UInt8], whole: Int) -> Int? {
        var end = whole
        if end + 1 < bytes.count, bytes[end] == UInt8(ascii: "."), isDigit(bytes[end + 1], 10) {
            end = digits(bytes, from: end + 1, radix: 10)
        }
        if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
            var exponent = end + 1
            if exponent < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[exponent]) {
                exponent += 1
            }
            if exponent < bytes.count, isDigit(bytes[exponent], 10) { return digits(bytes, from: exponent, radix: 10) }
        }
        return end > whole ? end : nil
    }

    /// The offset behind the digits from `start` on; single underscores may stand between them.
    private static func digits(_ bytes: [UInt8], from start: Int, radix: Int) -> Int {
        var end = start
        while end < bytes.count {
            if isDigit(bytes[end], radix) {
                end += 1
            } else if bytes[end] == UInt8(ascii: "_"), end > start, end + 1 < bytes.count,
                isDigit(bytes[end + 1], radix)
            {
                end += 2
            } else {
                break
            }
        }
        return end
    }

    private static func zeros(_ bytes: [UInt8], from start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] == UInt8(ascii: "0") { end += 1 }
        return end
    }

    private static func plain(_ source: SourceText, _ range: Range<Int>) -> String {
        source.text(range).filter { $0 != "_" }
    }

    private static func isDigit(_ byte: UInt8, _ radix: Int) -> Bool {
        switch byte {
        case 0x30...0x39: Int(byte - 0x30) < radix
        case 0x41...0x46, 0x61...0x66: radix == 16
        default: false
        }
    }
}
