/// Whether two digests are equal, in a time that does not tell where they differ.
public func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}

/// Whether two texts are equal, in a time that tells neither where they differ nor how long the first one is.
public func isEqual(_ secret: String, given: String) -> Bool {
    func digest(_ text: String) -> [UInt8] {
        var hash = SHA256()
        hash.update(text.utf8)
        return hash.finish()
    }
    return isEqual(digest(secret), digest(given))
}

extension [UInt8] {
    /// Two lower-case hexadecimal digits a byte.
    public var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
