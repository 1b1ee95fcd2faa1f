/// A length of time as files give it: whole numbers with the units `ms`, `s`, `m`, `h` and `d`, such as `90s` or `1h30m`.
public struct TimeSpan: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The length.
    public let duration: Duration

    /// Takes a length as it is.
    public init(_ duration: Duration) { self.duration = duration }

    /// Parses `text`; `nil` if it is no length of time or longer than a century.
    public init?(_ text: String) {
        let factors = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        var rest = Substring(text)
        var milliseconds = 0
        var lastFactor = Int.max
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
            // Each unit once, the longer before the shorter: `1h30m`, and not `30m1h`.
            guard digits.count <= 12, let number = Int(digits), let factor = factors[String(unit)], factor < lastFactor
            else { return nil }
            let (part, overflow) = number.multipliedReportingOverflow(by: factor)
            guard !overflow, part <= 3_155_760_000_000 - milliseconds else { return nil }
            milliseconds += part
            lastFactor = factor
            rest = rest.dropFirst(digits.count + unit.count)
        }
        guard !text.isEmpty else { return nil }
        duration = .milliseconds(milliseconds)
    }

    /// Orders by length.
    public static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.duration < right.duration }

    /// The shortest text that parses to this length.
    public var description: String {
        var rest = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        guard rest != 0 else { return "0s" }
        var text = ""
        for (unit, factor) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
            as [(String, Int64)]
        where rest >= factor {
            text += "\(rest / factor)\(unit)"
            rest %= factor
        }
        return text
    }
}
