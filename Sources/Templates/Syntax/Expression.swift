/// An expression with the place it was written at: the offset of its first byte in the normalised source.
struct Expression: Sendable {
    indirect enum Kind: Sendable {
        case constant(TemplateValue)
        case name(String)
        case list([Expression])
        case tuple([Expression])
        case map([(key: Expression, value: Expression)])
        case negated(Expression)
        case positive(Expression)
        case binary(BinaryOperator, Expression, Expression)
        /// `a ~ b ~ c`.
        case joined([Expression])
        case comparison(Expression, [(Comparison, Expression)])
        case and(Expression, Expression)
        case or(Expression, Expression)
        case not(Expression)
        /// `value if condition else otherwise`.
        case conditional(condition: Expression, value: Expression, otherwise: Expression?)
        case attribute(Expression, String)
        case item(Expression, Expression)
        case slice(Expression, from: Expression?, to: Expression?, step: Expression?)
        case call(Expression, CallArguments)
        case filter(Expression, FilterCall)
        case test(Expression, FilterCall)
    }

    let kind: Kind
    let offset: Int
}

/// Arguments as they stand in the source.
struct CallArguments: Sendable {
    var positional: [Expression] = []
    var named: [(name: String, value: Expression)] = []
}

/// A filter or test with its arguments.
struct FilterCall: Sendable {
    let name: String
    let arguments: CallArguments
    let offset: Int
}

enum BinaryOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case modulo = "%"
    case power = "**"
}

enum Comparison: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case contained = "in"
    case notContained = "not in"
}
