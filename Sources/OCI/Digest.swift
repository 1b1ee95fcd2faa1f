/// A content digest as OCI writes it: `ALGORITHM:HEX`, for example `sha256:` and 64 hexadecimal digits.
public struct Digest: Sendable, Hashable {
    /// The whole text.
    public let text: String

    /// The digits behind the algorithm.
    public var hex: String { String(text.drop { $0 != ":" }.dropFirst()) }

    /// `nil` unless `text` is a digest with at least 32 hexadecimal digits, and exactly 64 for sha256.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[0].utf8.first, first.isAlphanumeric, !first.isDigit,
            parts[0].utf8.allSatisfy({ $0.isAlphanumeric || "-_+.".utf8.contains($0) }),
            parts[1].utf8.count >= 32, parts[1].allSatisfy(\.isHexDigit), parts[1].utf8.count == parts[1].count,
            parts[0] != "sha256" || parts[1].utf8.count == 64
        else { return nil }
        self.text = text
    }
}

extension Digest: CustomStringConvertible {
    /// The whole text.
    public var description: String { text }
}
