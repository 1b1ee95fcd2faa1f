/// A YAML scalar: its text and how it was written.
public struct YAMLScalar: Sendable, Hashable {
    /// Which plain words are booleans; programs that read YAML 1.1 differ in it.
    public enum Booleans: Sendable, Hashable {
        /// `true`, `yes`, `on` and their opposites, and the letters `y` and `n`: what go-yaml takes, and so Blubber.
        case wordsAndLetters
        /// The words without the letters: what Java's and Python's loaders take, and so the pipelines' format.
        case words
    }

    /// What a scalar means under the rules of YAML 1.1, as go-yaml applies them: no sexagesimal numbers and no dates.
    public enum Value: Sendable, Hashable {
        case null
        case boolean(Bool)
        case integer(Int)
        case real(Double)
        case string(String)
    }

    /// The text after unquoting and folding.
    public let text: String
    /// Whether it was written without quotes, so that its text decides about its type.
    public let isPlain: Bool
    /// An explicit core tag such as `tag:yaml.org,2002:str`; `nil` where none was written.
    public let tag: String?
    private let booleans: Booleans

    package init(
        text: String, isPlain: Bool, tag: String? = nil, booleans: Booleans = .wordsAndLetters
    ) {
        self.text = text
        self.isPlain = isPlain
        self.tag = tag
        self.booleans = booleans
    }

    /// The typed value. An explicit `!!str` or quotes make a string; other local tags are ignored.
    public var resolved: Value {
        if tag == "tag:yaml.org,2002:str" || !isPlain { return .string(text) }
        // A cheap look at the length and the first letter keeps most texts away from the list of words.
        if text.utf8.count <= 5, "~nNyYoOtTfF".utf8.contains(text.utf8.first ?? UInt8(ascii: "~")), let word {
            return word
        }
        return number ?? .string(text)
    }

    private var word: Value? {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE": .boolean(true)
        case "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE": .boolean(false)
        case "y", "Y": booleans == .wordsAndLetters ? .boolean(true) : nil
        case "n", "N": booleans == .wordsAndLetters ? .boolean(false) : nil
        default: nil
        }
    }

    private var number: Value? {
        // A cheap look at the first character keeps ordinary words away from the number parsers.
        guard let first = text.utf8.first,
            first == 0x2B || first == 0x2D || first == 0x2E || (0x30...0x39).contains(first)
        else { return nil }
        if let special = specialReal { return .real(special) }
        let digits = text.utf8.contains(UInt8(ascii: "_")) ? text.replacing("_", with: "") : text
        if let integer = Self.integer(digits) { return .integer(integer) }
        return Self.real(digits).map(Value.real)
    }

    private var specialReal: Double? {
        switch text {
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .infinity
        case "-.inf", "-.Inf", "-.INF": -.infinity
        case ".nan", ".NaN", ".NAN": .nan
        default: nil
        }
    }

    private static func integer(_ digits: String) -> Int? {
        var body = Substring(digits)
        var sign = ""
        if let first = body.first, first == "-" || first == "+" {
            sign = first == "-" ? "-" : ""
            body = body.dropFirst()
        }
        guard let first = body.utf8.first, (0x30...0x39).contains(first) else { return nil }
        for (prefix, radix) in [("0x", 16), ("0b", 2), ("0o", 8)] where body.hasPrefix(prefix) {
            return Int(sign + body.dropFirst(2), radix: radix)
        }
        if body.count > 1, body.hasPrefix("0") { return Int(sign + body, radix: 8) }
        return Int(sign + body)
    }

    private static func real(_ digits: String) -> Double? {
        // Swift's parser also takes hexadecimal floats, "inf" and "nan", which YAML does not.
        guard digits.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }), digits.utf8.contains(where: isDigit)
        else { return nil }
        return Double(digits.hasSuffix(".") ? digits + "0" : digits)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
