/// A version of a Debian package: `[EPOCH:]UPSTREAM[-REVISION]`.
public struct DebianVersion: Sendable, Hashable {
    /// The text as written.
    public let text: String
    /// The number before the first colon; 0 where there is none.
    public let epoch: Int
    /// The version of what is packaged: everything but epoch and revision.
    public let upstream: String
    /// What follows the last hyphen; `nil` for a version without one.
    public let revision: String?

    /// Parses `text`; `nil` if it is empty, has characters that versions may not have, or an epoch that is no number.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0.isAlphanumeric || ".+:~-".utf8.contains($0) }) else {
            return nil
        }
        var rest = Substring(text)
        var epoch = 0
        if let colon = rest.firstIndex(of: ":") {
            guard rest[..<colon].utf8.allSatisfy(\.isDigit), let number = Int(rest[..<colon]) else { return nil }
            epoch = number
            rest = rest[rest.index(after: colon)...]
        }
        let hyphen = rest.lastIndex(of: "-")
        let upstream = rest[..<(hyphen ?? rest.endIndex)]
        guard !upstream.isEmpty, hyphen != rest.indices.last else { return nil }
        self.text = text
        self.epoch = epoch
        self.upstream = String(upstream)
        revision = hyphen.map { String(rest[rest.index(after: $0)...]) }
    }
}

extension DebianVersion: Comparable {
    /// Whether dpkg takes `left` for older. Versions that it takes for equal need not have equal texts: `1.0` and `1.00`.
    public static func < (left: DebianVersion, right: DebianVersion) -> Bool { left.compare(right) < 0 }

    /// Negative, zero or positive, as `left` is older than, as old as, or newer than `right`.
    public func compare(_ other: DebianVersion) -> Int {
        if epoch != other.epoch { return epoch < other.epoch ? -1 : 1 }
        let order = Self.compare(Array(upstream.utf8), Array(other.upstream.utf8))
        return order != 0 ? order : Self.compare(Array((revision ?? "").utf8), Array((other.revision ?? "").utf8))
    }

    /// Runs of other characters and of digits take turns; `~` comes before everything, even the end.
    private static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var first = 0
        var second = 0
        while first < left.count || second < right.count {
            while (first < left.count && !left[first].isDigit) || (second < right.count && !right[second].isDigit) {
                let difference = weight(left, first) - weight(right, second)
                if difference != 0 { return difference }
                first += 1
                second += 1
            }
            let digits = (number(left, &first), number(right, &second))
            if digits.0.count != digits.1.count { return digits.0.count - digits.1.count }
            for (one, other) in zip(digits.0, digits.1) where one != other { return Int(one) - Int(other) }
        }
        return 0
    }

    private static func weight(_ bytes: [UInt8], _ index: Int) -> Int {
        guard index < bytes.count, !bytes[index].isDigit else { return 0 }
        let byte = bytes[index]
        if byte == UInt8(ascii: "~") { return -1 }
        return byte.isAlphanumeric ? Int(byte) : Int(byte) + 256
    }

    /// The digits from `index` on, without leading zeros.
    private static func number(_ bytes: [UInt8], _ index: inout Int) -> ArraySlice<UInt8> {
        while index < bytes.count, bytes[index] == UInt8(ascii: "0") { index += 1 }
        let start = index
        while index < bytes.count, bytes[index].isDigit { index += 1 }
        return bytes[start..<index]
    }
}

extension DebianVersion: CustomStringConvertible {
    /// The text as written.
    public var description: String { text }
}
