internal import Templates

/// The dates and times that PyYAML finds in scalars without quotes.
enum PythonTime {
    /// A date prints as it is written; `nil` for a text that is no time.
    static func scalar(_ text: String) -> PythonScalar? {
        var scanner = Scanner(rest: Array(text.utf8)[...])
        guard let year = scanner.number(4...4), scanner.take("-"), let month = scanner.number(1...2), scanner.take("-"),
            let day = scanner.number(1...2)
        else { return nil }
        if scanner.rest.isEmpty {
            guard text.utf8.count == 10 else { return nil }
            return isDate(year, month, day) ? .value(.string(text)) : .unusable("a date that is none")
        }
        guard scanner.take("Tt") || scanner.blanks(), scanner.number(1...2) != nil else { return nil }
        for _ in 0..<2 { guard scanner.take(":"), scanner.number(2...2) != nil else { return nil } }
        if scanner.take(".") { _ = scanner.number(0...99) }
        if scanner.rest.isEmpty { return .unusable("a time") }
        _ = scanner.blanks()
        if !scanner.take("Z") {
            guard scanner.take("+-"), scanner.number(1...2) != nil else { return nil }
            if scanner.take(":"), scanner.number(2...2) == nil { return nil }
        }
        return scanner.rest.isEmpty ? .unusable("a time") : nil
    }

    private static func isDate(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        guard year > 0, (1...12).contains(month) else { return false }
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        mutating func take(_ bytes: String) -> Bool {
            guard let first = rest.first, bytes.utf8.contains(first) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func blanks() -> Bool {
            let count = rest.count
            rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            return rest.count < count
        }

        mutating func number(_ lengths: ClosedRange<Int>) -> Int? {
            let digits = rest.prefix(lengths.upperBound).prefix(while: \.isDigit)
            guard digits.count >= lengths.lowerBound else { return nil }
            rest = rest.dropFirst(digits.count)
            return digits.reduce(0) { ($0 &* 10) &+ Int($1 - UInt8(ascii: "0")) }
        }
    }
}
