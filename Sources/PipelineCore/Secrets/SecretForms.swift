/// The texts that give a secret away.
enum SecretForms {
    /// Shorter pieces would match ordinary text.
    private static let shortestPiece = 6

    /// Byte sequences to look for; escapes of single characters are the matcher's business.
    static func forms(of secret: String) -> [[UInt8]] {
        let bytes = Array(secret.utf8)
        guard bytes.count >= SecretMasker.minimumLength else { return [] }
        var forms = [bytes, hexadecimal(bytes, "0123456789abcdef"), hexadecimal(bytes, "0123456789ABCDEF")]
        // A key is printed a line at a time.
        let lines = secret.split(whereSeparator: \.isNewline)
        forms += (lines.count > 1 ? lines : []).filter { !$0.hasPrefix("-----") }.map { Array($0.utf8) }
        let trimmed = Array(secret.utf8.drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed())
        forms.append(trimmed)
        for alphabet in [standardAlphabet, addressAlphabet] {
            for offset in 0..<3 { forms.append(base64(bytes, offset: offset, alphabet)) }
        }
        if bytes.contains(where: { $0 >= 0x80 }) {
            forms += [escapedForJSON(secret, uppercase: false), escapedForJSON(secret, uppercase: true)]
        }
        return forms.filter { $0.count >= shortestPiece }
    }

    private static let standardAlphabet = alphabet("+/")
    private static let addressAlphabet = alphabet("-_")

    private static func alphabet(_ last: String) -> [UInt8] {
        Array(("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + last).utf8)
    }

    /// The characters of base64 that depend on `bytes` alone when `offset` other bytes stand before them in their group.
    private static func base64(_ bytes: [UInt8], offset: Int, _ alphabet: [UInt8]) -> [UInt8] {
        let padded = [UInt8](repeating: 0, count: offset) + bytes
        let first = (offset * 8 + 5) / 6
        let end = padded.count * 8 / 6
        return (first..<max(first, end)).map { index in
            let bit = index * 6
            let high = UInt16(padded[bit / 8]) << 8
            let low = bit / 8 + 1 < padded.count ? UInt16(padded[bit / 8 + 1]) : 0
            return alphabet[Int((high | low) >> (10 - bit % 8) & 0x3F)]
        }
    }

    private static func hexadecimal(_ bytes: [UInt8], _ digits: String) -> [UInt8] {
        let digits = Array(digits.utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// With `\uXXXX` for what is not ASCII, as many JSON writers do.
    private static func escapedForJSON(_ text: String, uppercase: Bool) -> [UInt8] {
        text.utf16.flatMap { unit -> [UInt8] in
            guard unit >= 0x80 else { return [UInt8(unit)] }
            let digits = String(unit, radix: 16, uppercase: uppercase)
            return Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
        }
    }
}
