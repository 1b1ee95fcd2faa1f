internal import Templates

/// What a scalar without quotes means for PyYAML, which reads docker-pkg's configurations.
enum PythonScalar {
    /// A value that templates print as they would there.
    case value(TemplateValue)
    /// A value that is none here, as a phrase for messages.
    case unusable(String)

    /// Reads `text`; what is no word, number or time of YAML 1.1 is text.
    init(_ text: String) {
        if let word = Self.words[text] {
            self = .value(word)
        } else if text == "=" || text == "<<" {
            self = .unusable("a sign of YAML itself")
        } else if let first = text.utf8.first, first.isDigit || "+-.".utf8.contains(first) {
            self = Self.number(text) ?? PythonTime.scalar(text) ?? .value(.string(text))
        } else {
            self = .value(.string(text))
        }
    }

    private static let words: [String: TemplateValue] = {
        var words: [String: TemplateValue] = [:]
        for (word, value) in [
            ("yes", .boolean(true)), ("true", .boolean(true)), ("on", .boolean(true)), ("no", .boolean(false)),
            ("false", .boolean(false)), ("off", .boolean(false)), ("null", .none),
        ] as [(String, TemplateValue)] {
            for form in [word, word.uppercased(), word.prefix(1).uppercased() + word.dropFirst()] {
                words[form] = value
            }
        }
        words[""] = TemplateValue.none
        words["~"] = TemplateValue.none
        return words
    }()

    /// `nil` for a text that is no number.
    private static func number(_ text: String) -> PythonScalar? {
        let isNegative = text.hasPrefix("-")
        let isSigned = isNegative || text.hasPrefix("+")
        let body = text.dropFirst(isSigned ? 1 : 0)
        if isInteger(body) {
            guard let value = integer(body.filter { $0 != "_" }, isNegative) else {
                return .unusable("a number that is too large")
            }
            return .value(.integer(value))
        }
        if let value = special(body, isSigned: isSigned) ?? real(body, isSigned: isSigned) {
            // Python writes numbers of this size without an exponent, Swift with one.
            return (0x1p53..<1e16).contains(value)
                ? .unusable("a number that is too large") : .value(.real(isNegative ? -value : value))
        }
        return nil
    }

    private static func isInteger(_ body: Substring) -> Bool {
        guard let first = body.utf8.first else { return false }
        func consists(_ rest: Substring, of bytes: String) -> Bool {
            !rest.isEmpty && rest.utf8.allSatisfy { bytes.utf8.contains($0) }
        }
        if body.hasPrefix("0b") { return consists(body.dropFirst(2), of: "01_") }
        if body.hasPrefix("0x") { return consists(body.dropFirst(2), of: "0123456789abcdefABCDEF_") }
        if first == UInt8(ascii: "0") { return body == "0" || consists(body.dropFirst(), of: "01234567_") }
        let parts = body.split(separator: ":", omittingEmptySubsequences: false)
        return first.isDigit && consists(parts[0], of: "0123456789_") && parts.dropFirst().allSatisfy(isSixtieth)
    }

    /// `nil` beyond 64 bits.
    private static func integer(_ digits: String, _ isNegative: Bool) -> Int? {
        let sign = isNegative ? "-" : ""
        if digits.hasPrefix("0b") { return Int(sign + digits.dropFirst(2), radix: 2) }
        if digits.hasPrefix("0x") { return Int(sign + digits.dropFirst(2), radix: 16) }
        if digits.hasPrefix("0") { return Int(sign + digits, radix: 8) }
        var value = 0
        for part in digits.split(separator: ":") {
            guard let digit = Int(sign + part) else { return nil }
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: 60)
            let (sum, isBeyond) = product.addingReportingOverflow(digit)
            guard !isTooLarge, !isBeyond else { return nil }
            value = sum
        }
        return value
    }

    private static func special(_ body: Substring, isSigned: Bool) -> Double? {
        switch body {
        case ".inf", ".Inf", ".INF": .infinity
        case ".nan", ".NaN", ".NAN": isSigned ? nil : .nan
        default: nil
        }
    }

    /// With a point, and a sign in each exponent; `1:30.5` counts sixties.
    private static func real(_ body: Substring, isSigned: Bool) -> Double? {
        let mantissa = body.prefix { $0 != "e" && $0 != "E" }
        let exponent = body.dropFirst(mantissa.count + 1)
        let parts = mantissa.split(separator: ":", omittingEmptySubsequences: false)
        guard let last = parts.last, let point = last.firstIndex(of: ".") else { return nil }
        let (whole, fraction) = (last[..<point], last[last.index(after: point)...])
        func isDigits(_ text: Substring) -> Bool { text.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: "_") } }
        guard isDigits(fraction) else { return nil }
        if mantissa.count < body.count {
            guard parts.count == 1, let sign = exponent.first, sign == "+" || sign == "-", exponent.count > 1,
                exponent.dropFirst().utf8.allSatisfy(\.isDigit)
            else { return nil }
        }
        if parts.count > 1 {
            guard parts[0].utf8.first?.isDigit == true, isDigits(parts[0]), isSixtieth(whole),
                parts.dropFirst().dropLast().allSatisfy(isSixtieth)
            else { return nil }
        } else if whole.isEmpty {
            guard !isSigned, fraction.utf8.first?.isDigit == true else { return nil }
        } else {
            guard whole.utf8.first?.isDigit == true, isDigits(whole) else { return nil }
        }
        var (value, base) = (0.0, 1.0)
        for part in parts.reversed() {
            let digits = part.filter { $0 != "_" }
            guard let digit = Double(digits.hasSuffix(".") ? "\(digits)0" : digits) else { return nil }
            value += digit * base
            base *= 60
        }
        return exponent.isEmpty
            ? value : Double("\(mantissa.filter { $0 != "_" })e\(exponent)".replacing(".e", with: ".0e"))
    }

    private static func isSixtieth(_ part: Substring) -> Bool {
        (1...2).contains(part.utf8.count) && part.utf8.allSatisfy(\.isDigit) && Int(part).map { $0 < 60 } == true
    }
}
