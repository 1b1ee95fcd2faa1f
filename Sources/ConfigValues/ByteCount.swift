/// A number of bytes as files give it: a whole number and one of the units `KiB`, `MiB`, `GiB` and `TiB`, such as `512MiB`.
public struct ByteCount: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// How many bytes.
    public let bytes: Int

    /// Takes a number of bytes as it is.
    public init(_ bytes: Int) { self.bytes = bytes }

    /// Parses `text`; `nil` if it is no number of bytes, or one larger than any machine's memory.
    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard digits.count <= 9, let number = Int(digits),
            let exponent = Self.units.firstIndex(of: String(text[digits.endIndex...]))
        else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << (10 * (exponent + 1)))
        guard !overflow else { return nil }
        self.bytes = bytes
    }

    private static let units = ["KiB", "MiB", "GiB", "TiB"]

    /// Orders by size.
    public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

    /// The shortest text that parses to this number; bytes alone where no unit divides it.
    public var description: String {
        var (number, unit) = (bytes, "")
        for next in Self.units where number != 0 && number % 1024 == 0 { (number, unit) = (number / 1024, next) }
        return "\(number)\(unit)"
    }
}
