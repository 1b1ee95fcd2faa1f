/// Expressions that a seed makes up of filters, tests, methods and operators, sound or not.
struct RandomExpression {
    private var state: UInt64
    private var depth = 0

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func expression() -> String {
        depth += 1
        defer { depth -= 1 }
        let choice = depth > 4 ? 0 : next() % 14
        switch choice {
        case 0...3: return pick(Self.values)
        case 4...7:
            let filter = pick(Self.filters) + pick(["", "", "|list", "|join(',')", "|string"])
            return "(\(expression()))|\(filter)"
        case 8: return "(\(expression())) is \(pick(Self.tests))"
        case 9: return "(\(expression())).\(pick(Self.methods))"
        case 10: return "(\(expression())) \(pick(["+", "-", "*", "/", "//", "%", "~", "**"])) (\(expression()))"
        case 11: return "(\(expression())) \(pick(["==", "!=", "<", "<=", "in", "and", "or"])) (\(expression()))"
        case 12: return "[\(expression()), \(expression())]"
        default: return "(\(expression()))\(pick(["[0]", "['key']", "[1:]", "[::-1]", ".key", ".0"]))"
        }
    }

    private mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    private mutating func pick(_ values: [String]) -> String { values[Int(next() % UInt64(values.count))] }

    private static let values = [
        "s", "n", "r", "l", "m", "e", "t", "f", "q", "none", "numbers", "nope", "0", "-7", "2.5", "'a'", "' 7 '",
        "'0x1F'",
        "'ΑΣ ß'", "'a\\r\\nb\\x0bc'", "'%s'", "[]", "{}", "(1, 'a')", "[m, {'key': 'a'}]", "[[1, 2], [3]]", "range(3)",
        "range(4, 0, -2)", "m.items()", "m.keys()", "(1 if f)", "[1, 'a', none, true, 1.0]", "{'a': {'b': 1}}",
    ]
    private static let filters = [
        "abs", "batch(2)", "batch(2, 'x')", "capitalize", "center(9)", "count", "default('d')", "d('d', true)",
        "dictsort",
        "dictsort(by='value')", "e", "first", "float", "indent(2)", "indent(2, true, blank=true)", "int", "int(7, 16)",
        "int(base=0)", "items", "join", "join('-', 'key')", "join(1)", "last", "length", "list", "lower",
        "map('upper')",
        "map(attribute='key')", "map(attribute='key', default='d')", "map('int')", "map('length')", "max", "min",
        "max(attribute='key')", "reject", "reject('odd')", "rejectattr('key')", "replace('a', 'b')", "replace('', '.')",
        "replace('t', 'T', 1)", "reverse", "round", "round(1, 'floor')", "safe", "select", "select('string')",
        "select('gt', 1)", "selectattr('key', 'defined')", "sort", "sort(true)", "sort(attribute='key')", "string",
        "sum",
        "sum(start=10)", "sum(start=[])", "title", "tojson", "tojson(1)", "trim", "trim('a')", "truncate(5)",
        "truncate(5, true, leeway=0)", "unique", "unique(true)", "upper", "upper(1)", "wordcount",
    ]
    private static let tests = [
        "boolean", "callable", "defined", "divisibleby(2)", "eq(1)", "escaped", "even", "filter", "float", "ge(1)",
        "in(l)",
        "integer", "iterable", "lower", "mapping", "none", "number", "odd", "odd(1)", "sameas(none)", "sequence",
        "string",
        "test", "true", "undefined", "upper",
    ]
    private static let methods = [
        "capitalize()", "center(9)", "endswith(('t', 'a'))", "get('key')", "get('x', 1)", "items()", "join(l)",
        "keys()",
        "lower()", "lstrip()", "replace('a', 'b')", "rstrip('a')", "split()", "split(' ', 1)", "startswith('s')",
        "strip()", "title()", "upper()", "upper(1)", "values()", "values",
    ]
}
