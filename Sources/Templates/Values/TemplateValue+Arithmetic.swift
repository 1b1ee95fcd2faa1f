internal import Glibc

extension TemplateValue {
    /// The result of an operator between two values.
    ///
    /// - Throws: `TemplateProblem` for kinds that the operator does not take, and where a number becomes too large.
    static func compute(_ operation: BinaryOperator, _ left: TemplateValue, _ right: TemplateValue)
        throws(TemplateProblem) -> TemplateValue
    {
        for operand in [left, right] {
            switch operand {
            case .undefined(let message): throw TemplateProblem(undefined: message)
            case .absent: throw TemplateProblem.absent
            default: break
            }
        }
        for case .markup in [left, right] {
            throw TemplateProblem(
                "`\(operation.rawValue)` with a text that is safe in HTML is not supported", hint: "join texts by `~`")
        }
        if operation == .add, let joined = try joined(left, right) { return try ValueLimit.checked(joined) }
        if operation == .modulo, case .string(let format) = left {
            return .string(try PythonText.format(format, right))
        }
        if operation == .multiply {
            if let repeated = try repeated(left, right) { return repeated }
            if let repeated = try repeated(right, left) { return repeated }
        }
        if let first = left.integer, let second = right.integer, operation != .divide {
            return try integers(operation, first, second)
        }
        guard let first = left.number, let second = right.number else {
            throw TemplateProblem(
                "`\(operation.rawValue)` does not take a \(left.kindName) and a \(right.kindName)")
        }
        // Python rounds the quotient of two whole numbers once.
        if operation == .divide, let first = left.integer, let second = right.integer {
            guard max(first.magnitude, second.magnitude) <= 1 << 53 else {
                throw TemplateProblem("the number is too large")
            }
        }
        return .real(try reals(operation, first, second))
    }

    private static func joined(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateProblem) -> TemplateValue?
    {
        switch (left, right) {
        case (.string(let first), .string(let second)):
            try ValueLimit.check(bytes: first.utf8.count + second.utf8.count)
            return .string(first + second)
        case (.list(let first), .list(let second)): return .list(first + second)
        case (.tuple(let first), .tuple(let second)): return .tuple(first + second)
        default: return nil
        }
    }

    private static func repeated(_ value: TemplateValue, _ times: TemplateValue) throws(TemplateProblem)
        -> TemplateValue?
    {
        guard let count = times.integer.map({ max(0, $0) }) else { return nil }
        func check(_ size: Int) throws(TemplateProblem) {
            guard ValueLimit.product(size, count) <= 1 << 20 else { throw TemplateProblem("the result is too large") }
        }
        switch value {
        case .string(let text):
            try check(text.utf8.count)
            return .string(String(repeating: text, count: count))
        case .list(let items):
            try check(items.count)
            return .list(Array(repeatElement(items, count: count).joined()))
        case .tuple(let items):
            try check(items.count)
            return .tuple(Array(repeatElement(items, count: count).joined()))
        default: return nil
        }
    }

    private static func integers(_ operation: BinaryOperator, _ left: Int, _ right: Int) throws(TemplateProblem)
        -> TemplateValue
    {
        var result: (partialValue: Int, overflow: Bool)
        switch operation {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .power:
            guard right >= 0 else { return .real(try reals(.power, Double(left), Double(right))) }
            result = (1, false)
            for _ in 0..<min(right, 64) where !result.overflow {
                result = result.partialValue.multipliedReportingOverflow(by: left)
            }
            if right > 64, !(-1...1).contains(left) { result.overflow = true }
            if right > 64, left == -1 { result.partialValue = right.isMultiple(of: 2) ? 1 : -1 }
        case .divide, .floorDivide, .modulo:
            guard right != 0 else { throw TemplateProblem("division by zero") }
            let (quotient, overflow) = left.dividedReportingOverflow(by: right)
            guard !overflow else { throw TemplateProblem("the number is too large") }
            let remainder = left % right
            // Python rounds towards minus infinity, the remainder has the divisor's sign.
            let isBelow = remainder != 0 && (remainder < 0) != (right < 0)
            if operation == .modulo { return .integer(isBelow ? remainder + right : remainder) }
            return .integer(isBelow ? quotient - 1 : quotient)
        }
        guard !result.overflow else { throw TemplateProblem("the number is too large") }
        return .integer(result.partialValue)
    }

    private static func reals(_ operation: BinaryOperator, _ left: Double, _ right: Double) throws(TemplateProblem)
        -> Double
    {
        switch operation {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .power:
            guard left != 0 || right >= 0 else { throw TemplateProblem("division by zero") }
            guard left >= 0 || !left.isFinite || !right.isFinite || right.rounded() == right else {
                throw TemplateProblem("complex numbers are not supported")
            }
            let result = pow(left, right)
            guard result.isFinite || !left.isFinite || !right.isFinite else {
                throw TemplateProblem("the number is too large")
            }
            return result
        case .divide, .floorDivide, .modulo:
            guard right != 0 else { throw TemplateProblem("division by zero") }
            if operation == .divide { return left / right }
            var remainder = fmod(left, right)
            var quotient = (left - remainder) / right
            // As with whole numbers, the remainder has the divisor's sign.
            if remainder == 0 {
                remainder = right < 0 ? -0.0 : 0.0
            } else if (remainder < 0) != (right < 0) {
                remainder += right
                quotient -= 1
            }
            if operation == .modulo { return remainder }
            guard quotient != 0 else { return (left < 0) != (right < 0) ? -0.0 : 0.0 }
            return quotient - quotient.rounded(.down) > 0.5 ? quotient.rounded(.up) : quotient.rounded(.down)
        }
    }
}
