/// The name of a git object: 40 hexadecimal digits, in lower case.
public struct ObjectID: Sendable, Hashable {
    /// The 40 digits.
    public let hex: String

    /// Takes 40 hexadecimal digits of either case; `nil` for anything else, abbreviations included.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 40, text.utf8.allSatisfy({ Self.isDigit($0) }) else { return nil }
        hex = text.lowercased()
    }

    /// The first 12 digits, for people.
    public var short: String { String(hex.prefix(12)) }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}

extension ObjectID: CustomStringConvertible {
    /// The 40 digits.
    public var description: String { hex }
}
