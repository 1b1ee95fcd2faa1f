internal import Glibc

/// The filter `round(precision=0, method='common')`.
enum RoundFilter {
    static let round: TemplateFilter = { value, arguments in
        let values = try arguments.assigned(to: "precision", "method")
        let precision = try values[0]?.whole("precision") ?? 0
        let method = try values[1]?.plainText("method") ?? "common"
        guard (0...15).contains(precision) else { throw TemplateProblem("`precision` is from 0 to 15") }
        guard let number = value.number else { throw TemplateProblem("a \(value.kindName) cannot be rounded") }
        switch method {
        case "common":
            if let whole = value.integer { return .integer(whole) }
            return .real(rounded(number, precision))
        case "ceil", "floor":
            let factor = pow(10, Double(precision))
            let scaled = (number * factor).rounded(method == "ceil" ? .up : .down)
            // Beyond this, whole numbers have gaps.
            guard abs(scaled) <= 0x1p53 else { throw TemplateProblem("the number is too large") }
            return .real((scaled + 0) / factor)
        default: throw TemplateProblem("the method is `common`, `ceil` or `floor`")
        }
    }

    /// By the exact decimal digits of the number, as Python does: 2.675 is a little less than it seems.
    private static func rounded(_ number: Double, _ precision: Int) -> Double {
        guard precision > 0, number.isFinite else { return number.rounded(.toNearestOrEven) }
        var digits = [CChar](repeating: 0, count: 400)
        let count = withVaList([Int32(precision), number]) { vsnprintf(&digits, digits.count, "%.*f", $0) }
        return Double(String(decoding: digits.prefix(Int(count)).map(UInt8.init), as: UTF8.self)) ?? number
    }
}
