internal import Diagnostics

extension Renderer {
    /// The value of an expression; that of an unknown name is `undefined`, which is no error yet.
    func evaluate(_ expression: Expression) throws(Diagnostic) -> TemplateValue {
        switch expression.kind {
        case .constant(let value): return value
        case .name(let name): return try value(of: name, at: expression.offset)
        case .list(let items):
            let values = try items.map { item throws(Diagnostic) in try evaluate(item) }
            return try at(expression.offset) { try ValueLimit.checked(.list(values)) }
        case .tuple(let items):
            let values = try items.map { item throws(Diagnostic) in try evaluate(item) }
            return try at(expression.offset) { try ValueLimit.checked(.tuple(values)) }
        case .map(let entries): return try map(entries, expression.offset)
        case .negated(let operand): return try number(operand, expression.offset, sign: -1)
        case .positive(let operand): return try number(operand, expression.offset, sign: 1)
        case .binary(let operation, let left, let right):
            let operands = (try defined(left), try defined(right))
            return try at(expression.offset) {
                try TemplateValue.compute(operation, operands.0, operands.1)
            }
        case .joined(let parts):
            var text = ""
            for part in parts {
                text += try self.text(of: part)
                try at(part.offset) { try ValueLimit.check(bytes: text.utf8.count) }
            }
            return .string(text)
        case .comparison(let left, let comparisons): return try compare(left, comparisons)
        case .and(let left, let right):
            let value = try defined(left)
            return value.isTrue ? try evaluate(right) : value
        case .or(let left, let right):
            let value = try defined(left)
            return value.isTrue ? value : try evaluate(right)
        case .not(let operand): return .boolean(!(try isTrue(operand)))
        case .conditional(let condition, let value, let otherwise):
            if try isTrue(condition) { return try evaluate(value) }
            return try otherwise.map { expression throws(Diagnostic) in try evaluate(expression) } ?? .absent
        default: return try access(expression)
        }
    }

    private func access(_ expression: Expression) throws(Diagnostic) -> TemplateValue {
        switch expression.kind {
        case .attribute(let object, let name):
            let value = try defined(object)
            return try at(expression.offset) { try value.attribute(name) }
        case .item(let object, let key):
            let (value, key) = (try defined(object), try defined(key))
            return try at(expression.offset) { try value.item(key) }
        case .slice(let object, let start, let end, let step):
            let value = try defined(object)
            let bounds = try [start, end, step].map { bound throws(Diagnostic) in try bound.map(defined) }
            return try at(expression.offset) {
                try value.slice(bounds[0], bounds[1], bounds[2])
            }
        case .call(let function, let arguments): return try call(function, arguments, expression.offset)
        case .filter(let input, let call):
            let value = try evaluate(input)
            if value.isUndefined, call.name != "default", call.name != "d" { _ = try defined(input) }
            return try apply(call, to: value)
        case .test(let input, let call): return try test(input, call)
        default: return .none
        }
    }

    private func value(of name: String, at offset: Int) throws(Diagnostic) -> TemplateValue {
        if let value = variable(name) { return value }
        guard !Self.globals.contains(name) else {
            throw failure(
                "evaluation", "`\(name)` is a part of the language, not a variable", at: offset,
                length: name.unicodeScalars.count)
        }
        return .undefined("'\(name)' is undefined")
    }

    func variable(_ name: String) -> TemplateValue? {
        for scope in scopes.reversed() { if let value = scope[name] { return value } }
        return environment.variables[name]
    }

    /// Names that Jinja2 gives a value to.
    private static let globals = ["cycler", "dict", "joiner", "lipsum", "namespace", "range", "self"]

    // MARK: - Uses

    /// The value of an expression that must have one.
    func defined(_ expression: Expression) throws(Diagnostic) -> TemplateValue {
        let value = try evaluate(expression)
        guard case .undefined(let message) = value else { return value }
        var length = 1
        var hint: String?
        if case .name(let name) = expression.kind {
            length = name.unicodeScalars.count
            let known = Set(scopes.flatMap(\.keys)).union(environment.variables.keys)
            hint = nearMatch(to: name, among: known.sorted()).map { "did you mean `\($0)`?" }
        }
        throw failure("undefined", message, at: expression.offset, length: length, hint: hint)
    }

    func text(of expression: Expression) throws(Diagnostic) -> String {
        let value = try defined(expression)
        return try at(expression.offset) { try value.printed() }
    }

    func isTrue(_ expression: Expression) throws(Diagnostic) -> Bool { try defined(expression).isTrue }

    func elements(of expression: Expression) throws(Diagnostic) -> [TemplateValue] {
        let value = try defined(expression)
        return try at(expression.offset) { try value.elements() }
    }

    private func map(_ entries: [(key: Expression, value: Expression)], _ offset: Int) throws(Diagnostic)
        -> TemplateValue
    {
        var result: [TemplateValue.Entry] = []
        for entry in entries {
            let (key, value) = (try defined(entry.key), try evaluate(entry.value))
            try at(entry.key.offset) { try result.set(key, to: value) }
        }
        return try at(offset) { try ValueLimit.checked(.map(result)) }
    }

    private func number(_ operand: Expression, _ offset: Int, sign: Int) throws(Diagnostic) -> TemplateValue {
        let value = try defined(operand)
        if let integer = value.integer {
            return try at(offset) {
                try TemplateValue.compute(.multiply, .integer(integer), .integer(sign))
            }
        }
        guard case .real(let real) = value else {
            throw failure("evaluation", "a \(value.kindName) has no sign", at: offset)
        }
        return .real(sign < 0 ? -real : real)
    }

    private func compare(_ left: Expression, _ comparisons: [(Comparison, Expression)]) throws(Diagnostic)
        -> TemplateValue
    {
        var first = try defined(left)
        for (comparison, expression) in comparisons {
            let second = try defined(expression)
            let holds = try at(expression.offset) {
                try first.compares(comparison, to: second)
            }
            if !holds { return .boolean(false) }
            first = second
        }
        return .boolean(true)
    }
}
