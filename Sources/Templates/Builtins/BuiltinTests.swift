/// The tests of the language: `value is even`.
enum BuiltinTests {
    typealias Test = @Sendable (TemplateValue, TemplateArguments) throws -> Bool

    /// By name; what is undefined passes only those of `kinds`, all others refuse it.
    static let all: [String: Test] = {
        var tests: [String: Test] = [:]
        for (names, comparison) in comparisons {
            for name in names {
                tests[name] = { value, arguments in
                    let other = try arguments.unnamed("other", required: 1)[0] ?? TemplateValue.none
                    return try value.compares(comparison, to: other)
                }
            }
        }
        tests["in"] = { value, arguments in
            try Methods.required(arguments.assigned(to: "seq")[0], "seq").contains(value)
        }
        tests["divisibleby"] = { value, arguments in
            try remainder(value, Methods.required(arguments.assigned(to: "num")[0], "num")) == 0
        }
        tests["sameas"] = { value, arguments in
            try isSame(value, Methods.required(arguments.assigned(to: "other")[0], "other"))
        }
        tests["even"] = plain { try remainder($0, .integer(2)) == 0 }
        tests["odd"] = plain { try remainder($0, .integer(2)) == 1 }
        tests["iterable"] = plain { iterables.contains($0.kindName) || $0 == .absent }
        tests["lower"] = plain { PythonCase.isLower(try $0.printed()) }
        tests["upper"] = plain { PythonCase.isUpper(try $0.printed()) }
        return tests.mapValues { test -> Test in
            { value, arguments in
                if case .undefined(let message) = value { throw TemplateProblem(undefined: message) }
                return try test(value, arguments)
            }
        }.merging(kinds.mapValues { plain($0) }) { $1 }
    }()

    private static let comparisons: [([String], Comparison)] = [
        (["==", "eq", "equalto"], .equal), (["!=", "ne"], .notEqual), (["<", "lt", "lessthan"], .less),
        (["<=", "le"], .lessOrEqual), ([">", "gt", "greaterthan"], .greater), ([">=", "ge"], .greaterOrEqual),
    ]

    /// They ask for the kind only, so that even a name without a value is no error.
    static let kinds: [String: @Sendable (TemplateValue) throws -> Bool] = [
        "defined": { !$0.isUndefined },
        "undefined": { $0.isUndefined },
        "none": { $0 == .none },
        "string": { $0.string != nil },
        "number": { $0.number != nil },
        "boolean": { $0.kindName == "bool" },
        "integer": { $0.kindName == "int" },
        "float": { $0.kindName == "float" },
        "mapping": { $0.kindName == "dict" },
        "true": { $0 == .boolean(true) },
        "false": { $0 == .boolean(false) },
        "sequence": { ["str", "Markup", "list", "tuple", "dict", "range"].contains($0.kindName) || $0 == .absent },
        "callable": { if case .loop = $0 { true } else { $0.isUndefined } },
        "escaped": { $0.kindName == "Markup" },
    ]

    private static let iterables = [
        "str", "Markup", "list", "tuple", "dict", "range", "dict_items", "dict_keys", "dict_values", "iterator", "loop",
    ]

    private static func plain(_ test: @escaping @Sendable (TemplateValue) throws -> Bool) -> Test {
        { value, arguments in
            try arguments.none()
            return try test(value)
        }
    }

    private static func remainder(_ value: TemplateValue, _ divisor: TemplateValue) throws -> Double? {
        try TemplateValue.compute(.modulo, value, divisor).number
    }

    /// Whether both are one object, as far as that does not hang on how Python keeps equal ones.
    private static func isSame(_ value: TemplateValue, _ other: TemplateValue) throws -> Bool {
        guard value.kindName == other.kindName else { return false }
        switch (value, other) {
        case (.none, _), (.boolean, _), (.loop, _), (.iterator, _): return try value.isEqual(to: other)
        case (.integer(let number), .integer(let second)) where number != second || (-5...256).contains(number):
            return number == second
        default:
            guard try value.isEqual(to: other) else { return false }
            throw TemplateProblem("whether equal values are the same object is not supported", hint: "write `is eq`")
        }
    }
}
