internal import Diagnostics

/// Expressions by precedence, loosest first: `if`, `or`, `and`, `not`, comparisons, `+ -`, `~`, `* / // %`, `**`, signs,
/// then what stands behind a value. Mind that `~` binds tighter than `+`.
extension TemplateParser {
    /// An expression, or several with commas between them: a tuple.
    mutating func tupleExpression(
        allowsConditional: Bool = true, end: String? = nil, isInParentheses: Bool = false
    ) throws(Diagnostic) -> Expression {
        let start = current
        var items: [Expression] = []
        var isTuple = false
        while !isTupleEnd(end) {
            items.append(try allowsConditional ? expression() : disjunction())
            guard skip(symbol: ",") else { break }
            isTuple = true
        }
        if !isTuple, let item = items.first { return item }
        guard isTuple || isInParentheses else {
            throw failure("an expression was expected, not \(current.description)")
        }
        return Expression(kind: .tuple(items), offset: start.offset)
    }

    private func isTupleEnd(_ end: String?) -> Bool {
        switch current.kind {
        case .outputEnd, .tagEnd, .symbol(")"), .end: true
        case .name(let name): name == end
        default: false
        }
    }

    mutating func expression() throws(Diagnostic) -> Expression {
        try nested { parser throws(Diagnostic) in try parser.conditional() }
    }

    private mutating func conditional() throws(Diagnostic) -> Expression {
        var value = try disjunction()
        while case .name("if") = current.kind {
            let offset = current.offset
            advance()
            let condition = try disjunction()
            let otherwise = skip(name: "else") ? try expression() : nil
            value = Expression(
                kind: .conditional(condition: condition, value: value, otherwise: otherwise), offset: offset)
        }
        return value
    }

    private mutating func disjunction() throws(Diagnostic) -> Expression {
        var left = try conjunction()
        while skip(name: "or") { left = Expression(kind: .or(left, try conjunction()), offset: left.offset) }
        return left
    }

    private mutating func conjunction() throws(Diagnostic) -> Expression {
        var left = try negation()
        while skip(name: "and") { left = Expression(kind: .and(left, try negation()), offset: left.offset) }
        return left
    }

    private mutating func negation() throws(Diagnostic) -> Expression {
        let offset = current.offset
        guard skip(name: "not") else { return try comparison() }
        let operand = try nested { parser throws(Diagnostic) in try parser.negation() }
        return Expression(kind: .not(operand), offset: offset)
    }

    private mutating func comparison() throws(Diagnostic) -> Expression {
        let left = try sum()
        var comparisons: [(Comparison, Expression)] = []
        while let comparison = currentComparison {
            advance()
            if comparison == .notContained { advance() }
            comparisons.append((comparison, try sum()))
        }
        return comparisons.isEmpty ? left : Expression(kind: .comparison(left, comparisons), offset: left.offset)
    }

    private var currentComparison: Comparison? {
        switch current.kind {
        case .symbol(let symbol): Comparison(rawValue: symbol)
        case .name("in"): .contained
        case .name("not") where following.kind == .name("in"): .notContained
        default: nil
        }
    }

    private mutating func sum() throws(Diagnostic) -> Expression {
        var left = try concatenation()
        while let operation = currentOperation(["+", "-"]) {
            left = Expression(kind: .binary(operation, left, try concatenation()), offset: left.offset)
        }
        return left
    }

    private mutating func concatenation() throws(Diagnostic) -> Expression {
        var parts = [try product()]
        while skip(symbol: "~") { parts.append(try product()) }
        return parts.count == 1 ? parts[0] : Expression(kind: .joined(parts), offset: parts[0].offset)
    }

    private mutating func product() throws(Diagnostic) -> Expression {
        var left = try power()
        while let operation = currentOperation(["*", "/", "//", "%"]) {
            left = Expression(kind: .binary(operation, left, try power()), offset: left.offset)
        }
        return left
    }

    private mutating func power() throws(Diagnostic) -> Expression {
        var left = try unary()
        while let operation = currentOperation(["**"]) {
            left = Expression(kind: .binary(operation, left, try unary()), offset: left.offset)
        }
        return left
    }

    private mutating func currentOperation(_ symbols: [String]) -> BinaryOperator? {
        guard case .symbol(let symbol) = current.kind, symbols.contains(symbol) else { return nil }
        advance()
        return BinaryOperator(rawValue: symbol)
    }

    /// A filter behind a sign applies to the signed value.
    private mutating func unary(takesFilters: Bool = true) throws(Diagnostic) -> Expression {
        let offset = current.offset
        var value: Expression
        if skip(symbol: "-") {
            let operand = try nested { parser throws(Diagnostic) in try parser.unary(takesFilters: false) }
            value = Expression(kind: .negated(operand), offset: offset)
        } else if skip(symbol: "+") {
            let operand = try nested { parser throws(Diagnostic) in try parser.unary(takesFilters: false) }
            value = Expression(kind: .positive(operand), offset: offset)
        } else {
            value = try primary()
        }
        value = try postfix(value)
        return takesFilters ? try filtered(value) : value
    }

    private mutating func primary() throws(Diagnostic) -> Expression {
        let token = current
        func made(_ kind: Expression.Kind) -> Expression { Expression(kind: kind, offset: token.offset) }
        switch token.kind {
        case .name(let name):
            advance()
            switch name {
            case "true", "True": return made(.constant(.boolean(true)))
            case "false", "False": return made(.constant(.boolean(false)))
            case "none", "None": return made(.constant(.none))
            default: return made(.name(name))
            }
        case .string(var text):
            advance()
            while case .string(let more) = current.kind {
                text += more
                advance()
            }
            return made(.constant(.string(text)))
        case .integer(let value):
            advance()
            return made(.constant(.integer(value)))
        case .real(let value):
            advance()
            return made(.constant(.real(value)))
        case .symbol("("):
            advance()
            let value = try nested { parser throws(Diagnostic) in try parser.tupleExpression(isInParentheses: true) }
            try expect(symbol: ")")
            return value
        case .symbol("["): return made(.list(try items(until: "]")))
        case .symbol("{"): return made(.map(try entries()))
        default: throw failure("an expression was expected, not \(token.description)")
        }
    }

    private mutating func items(until end: String, isInside: Bool = false) throws(Diagnostic) -> [Expression] {
        if !isInside { advance() }
        var items: [Expression] = []
        while current.kind != .symbol(end) {
            if !items.isEmpty {
                try expect(symbol: ",")
                if current.kind == .symbol(end) { break }
            }
            items.append(try expression())
        }
        advance()
        return items
    }

    private mutating func entries() throws(Diagnostic) -> [(key: Expression, value: Expression)] {
        advance()
        var entries: [(key: Expression, value: Expression)] = []
        while current.kind != .symbol("}") {
            if !entries.isEmpty {
                try expect(symbol: ",")
                if current.kind == .symbol("}") { break }
            }
            let key = try expression()
            try expect(symbol: ":")
            entries.append((key, try expression()))
        }
        advance()
        return entries
    }

    private mutating func postfix(_ value: Expression) throws(Diagnostic) -> Expression {
        var value = value
        while true {
            let offset = current.offset
            if skip(symbol: ".") {
                if case .integer(let index) = current.kind {
                    let key = Expression(kind: .constant(.integer(index)), offset: current.offset)
                    advance()
                    value = Expression(kind: .item(value, key), offset: offset)
                } else {
                    value = Expression(kind: .attribute(value, try identifier("a name")), offset: offset)
                }
            } else if skip(symbol: "[") {
                value = Expression(kind: try subscriptKind(of: value), offset: offset)
            } else if current.kind == .symbol("(") {
                value = Expression(kind: .call(value, try callArguments()), offset: value.offset)
            } else {
                return value
            }
        }
    }

    private mutating func subscriptKind(of value: Expression) throws(Diagnostic) -> Expression.Kind {
        var parts: [Expression?] = [nil]
        while current.kind != .symbol("]") {
            if skip(symbol: ":") {
                parts.append(nil)
            } else {
                guard parts[parts.count - 1] == nil else {
                    throw failure("`]` was expected, not \(current.description)")
                }
                parts[parts.count - 1] = try expression()
                if current.kind == .symbol(",") { return .item(value, try tupleKey(parts)) }
            }
        }
        guard parts.count <= 3 else { throw failure("a slice has at most two `:`") }
        if parts.count == 1 {
            guard let key = parts[0] else { throw failure("an index was expected, not `]`") }
            advance()
            return .item(value, key)
        }
        advance()
        return .slice(value, from: parts[0], to: parts[1], step: parts.count > 2 ? parts[2] : nil)
    }

    /// The rest of a key such as `[1, 2]`.
    private mutating func tupleKey(_ parts: [Expression?]) throws(Diagnostic) -> Expression {
        guard parts.count == 1, let first = parts[0] else { throw failure("a slice takes no `,`") }
        advance()
        let items = [first] + (try items(until: "]", isInside: true))
        return Expression(kind: .tuple(items), offset: first.offset)
    }

    private mutating func filtered(_ value: Expression) throws(Diagnostic) -> Expression {
        var value = value
        while true {
            if skip(symbol: "|") {
                let call = try filterCall()
                value = Expression(kind: .filter(value, call), offset: call.offset)
            } else if skip(name: "is") {
                value = try test(value)
            } else if current.kind == .symbol("(") {
                value = Expression(kind: .call(value, try callArguments()), offset: value.offset)
            } else {
                return value
            }
        }
    }

    private mutating func filterCall() throws(Diagnostic) -> FilterCall {
        let offset = current.offset
        var name = try identifier("the name of a filter")
        while skip(symbol: ".") { name += "." + (try identifier("a name")) }
        let arguments = current.kind == .symbol("(") ? try callArguments() : CallArguments()
        return FilterCall(name: name, arguments: arguments, offset: offset)
    }

    /// The filters of a block; the first needs no bar if `first` says so.
    mutating func filterCalls(first: Bool) throws(Diagnostic) -> [FilterCall] {
        var calls = first ? [try filterCall()] : []
        while skip(symbol: "|") { calls.append(try filterCall()) }
        return calls
    }

    private mutating func test(_ value: Expression) throws(Diagnostic) -> Expression {
        let isNegated = skip(name: "not")
        let offset = current.offset
        let name = try identifier("the name of a test")
        var arguments = CallArguments()
        if current.kind == .symbol("(") {
            arguments = try callArguments()
        } else if current.kind == .name("is") {
            throw failure("a second test behind a test needs parentheses around the first")
        } else if startsTestArgument {
            arguments.positional = [try postfix(primary())]
        }
        let call = FilterCall(name: name, arguments: arguments, offset: offset)
        let test = Expression(kind: .test(value, call), offset: offset)
        return isNegated ? Expression(kind: .not(test), offset: offset) : test
    }

    private var startsTestArgument: Bool {
        switch current.kind {
        case .name(let name): !["else", "or", "and"].contains(name)
        case .string, .integer, .real, .symbol("["), .symbol("{"): true
        default: false
        }
    }

    private mutating func callArguments() throws(Diagnostic) -> CallArguments {
        var arguments = CallArguments()
        advance()
        var isFirst = true
        while current.kind != .symbol(")") {
            if !isFirst {
                try expect(symbol: ",")
                if current.kind == .symbol(")") { break }
            }
            isFirst = false
            if case .symbol(let symbol) = current.kind, symbol == "*" || symbol == "**" {
                throw failure("`\(symbol)` before an argument is not supported")
            }
            if case .name(let name) = current.kind, following.kind == .symbol("=") {
                guard !arguments.named.contains(where: { $0.name == name }) else {
                    throw failure("the argument `\(name)` is given twice")
                }
                advance()
                advance()
                arguments.named.append((name, try expression()))
            } else {
                guard arguments.named.isEmpty else {
                    throw failure("an argument without a name behind one with a name")
                }
                arguments.positional.append(try expression())
            }
        }
        advance()
        return arguments
    }
}
