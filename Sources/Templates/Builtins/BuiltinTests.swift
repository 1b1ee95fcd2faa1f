/// The tests of the language: `value is even`. `defined` and `undefined` are the renderer's own.
enum BuiltinTests {
    typealias Test = @Sendable (TemplateValue, TemplateArguments) throws -> Bool

    static let all: [String: Test] = {
        var tests = kinds
        for (names, comparison) in comparisons {
            for name in names {
                tests[name] = { value, arguments in
                    let other = try Methods.required(arguments.assigned(to: "other")[0], "other")
                    return try value.compares(comparison, to: other)
                }
            }
        }
        tests["even"] = { value, _ in try remainder(value, .integer(2)) == 0 }
        tests["odd"] = { value, _ in try remainder(value, .integer(2)) == 1 }
        tests["divisibleby"] = { value, arguments in
            try remainder(value, Methods.required(arguments.assigned(to: "num")[0], "num")) == 0
        }
        tests["iterable"] = { value, _ in ["str", "list", "tuple", "dict"].contains(value.kindName) }
        tests["lower"] = { value, _ in isCased(value.text) && value.text == value.text.lowercased() }
        tests["upper"] = { value, _ in isCased(value.text) && value.text == value.text.uppercased() }
        return tests
    }()

    private static let comparisons: [([String], Comparison)] = [
        (["==", "eq", "equalto"], .equal), (["!=", "ne"], .notEqual), (["<", "lt", "lessthan"], .less),
        (["<=", "le"], .lessOrEqual), ([">", "gt", "greaterthan"], .greater), ([">=", "ge"], .greaterOrEqual),
        (["in"], .contained),
    ]

    /// They ask for the kind only, so that even a name without a value is no error.
    static let kinds: [String: Test] = [
        "none": { value, _ in value == .none },
        "string": { value, _ in value.string != nil },
        "number": { value, _ in value.number != nil },
        "boolean": { value, _ in value.kindName == "bool" },
        "integer": { value, _ in value.kindName == "int" },
        "float": { value, _ in value.kindName == "float" },
        "mapping": { value, _ in value.kindName == "dict" },
        "true": { value, _ in value == .boolean(true) },
        "false": { value, _ in value == .boolean(false) },
        "sequence": { value, _ in ["str", "list", "tuple", "dict"].contains(value.kindName) },
    ]

    private static func isCased(_ text: String) -> Bool { text.unicodeScalars.contains { $0.properties.isCased } }

    private static func remainder(_ value: TemplateValue, _ divisor: TemplateValue) throws -> Double? {
        try TemplateValue.compute(.modulo, value, divisor).number
    }
}
