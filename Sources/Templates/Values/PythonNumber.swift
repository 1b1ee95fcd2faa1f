/// Numbers that stand in texts, read as Python's `int()` and `float()` read them.
enum PythonNumber {
    /// A number as Python's `repr()` writes it: with an exponent from 1e16 on, where Swift has one from 2^53 on.
    static func text(of number: Double) -> String {
        (0x1p53..<1e16).contains(number.magnitude) ? "\(Int(number)).0" : number.description
    }

    /// The whole number that `text` is in `base`, with Python's prefixes and underscores; `nil` if it is none.
    ///
    /// - Throws: `TemplateProblem` where the number is too large.
    static func integer(_ text: String, base: Int) throws(TemplateProblem) -> Int? {
        guard base == 0 || (2...36).contains(base) else { return nil }
        var digits = plain(text)[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        var radix = base
        if digits.first == UInt8(ascii: "0"), let letter = digits.dropFirst().first,
            let prefix = prefixes[letter | 0x20], base == 0 || base == prefix
        {
            radix = prefix
            digits = digits.dropFirst(2)
            if digits.first == UInt8(ascii: "_") { digits.removeFirst() }
        } else if base == 0 {
            radix = 10
            // As in programs, only zero itself begins with a zero.
            let rest = digits.drop { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "_") }
            guard digits.first != UInt8(ascii: "0") || rest.isEmpty else { return nil }
        }
        guard let values = values(of: digits, radix: radix) else { return nil }
        var result = 0
        for value in values {
            let (product, isTooLarge) = result.multipliedReportingOverflow(by: radix)
            let (sum, overflows) = product.addingReportingOverflow(isNegative ? -value : value)
            guard !isTooLarge, !overflows else { throw TemplateProblem("the number is too large") }
            result = sum
        }
        return result
    }

    /// The number that `text` is, `nil` if it is none.
    static func real(_ text: String) -> Double? {
        let all = plain(text)
        var rest = all[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let word = String(decoding: rest.map { $0 | 0x20 }, as: UTF8.self)
        guard !["inf", "infinity", "nan"].contains(word) else {
            let value = word == "nan" ? Double.nan : .infinity
            return all.first == UInt8(ascii: "-") ? -value : value
        }
        let mantissa = rest.prefix { $0 | 0x20 != UInt8(ascii: "e") }
        let parts = mantissa.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.contains(where: { !$0.isEmpty }),
            parts.allSatisfy({ $0.isEmpty || values(of: $0, radix: 10) != nil })
        else { return nil }
        var exponent = rest.dropFirst(mantissa.count)
        if exponent.popFirst() != nil {
            if exponent.first == UInt8(ascii: "-") || exponent.first == UInt8(ascii: "+") { exponent.removeFirst() }
            guard values(of: exponent, radix: 10) != nil else { return nil }
        }
        return Double(String(decoding: all.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self))
    }

    /// The whole number that `value` comes to without its fraction; `nil` for what is not a number.
    ///
    /// - Throws: `TemplateProblem` where the number is too large.
    static func truncated(_ value: Double) throws(TemplateProblem) -> Int? {
        guard !value.isNaN else { return nil }
        guard let whole = Int(exactly: value.rounded(.towardZero)) else {
            throw TemplateProblem("the number is too large")
        }
        return whole
    }

    private static let prefixes: [UInt8: Int] = [0x62: 2, 0x6F: 8, 0x78: 16]

    /// The values of digits between which single underscores may stand; `nil` if there is anything else, or nothing.
    private static func values(of digits: ArraySlice<UInt8>, radix: Int) -> [Int]? {
        var values: [Int] = []
        var isDigit = false
        for byte in digits {
            if byte == UInt8(ascii: "_") {
                guard isDigit else { return nil }
                isDigit = false
                continue
            }
            let value: Int
            switch byte {
            case 0x30...0x39: value = Int(byte) - 0x30
            case 0x41...0x5A, 0x61...0x7A: value = Int(byte | 0x20) - 0x61 + 10
            default: return nil
            }
            guard value < radix else { return nil }
            values.append(value)
            isDigit = true
        }
        return isDigit ? values : nil
    }

    /// The text without blanks around it, with the digits of all scripts as ASCII's; what has no place in a number stays.
    private static func plain(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                bytes.append(UInt8(scalar.value))
            } else if scalar.properties.numericType == .decimal, let digit = scalar.properties.numericValue {
                bytes.append(0x30 + UInt8(digit))
            } else {
                bytes.append(PythonText.isSpace(scalar) ? 0x20 : UInt8(ascii: "?"))
            }
        }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let rest = bytes.drop(while: isBlank)
        return Array(rest.prefix((rest.lastIndex { !isBlank($0) }).map { $0 - rest.startIndex + 1 } ?? 0))
    }
}
