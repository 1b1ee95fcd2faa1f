/// Computes a value out of another one: `value | filter(arguments)`. What it throws is shown at the filter's place.
public typealias TemplateFilter = @Sendable (TemplateValue, TemplateArguments) throws -> TemplateValue

/// What templates see from outside.
public struct TemplateEnvironment: Sendable {
    /// Values by name.
    public var variables: [String: TemplateValue]
    /// Filters besides the language's own, which they replace where names are equal.
    public var filters: [String: TemplateFilter] = [:]
    /// Another template by the name that `include` gives, `nil` if there is none; by default there are none.
    public var load: @Sendable (String) throws -> IncludedTemplate? = { _ in nil }

    /// Variables, and nothing else beyond the language.
    public init(variables: [String: TemplateValue] = [:]) { self.variables = variables }

    /// The filter `name`, if there is one.
    func filter(_ name: String) -> TemplateFilter? {
        guard let filter = filters[name] ?? BuiltinFilters.all[name] ?? Self.searching[name]?(self) else { return nil }
        return { value, arguments in
            let result = try ValueLimit.checked(filter(value, arguments))
            // What was safe in HTML stays so: it takes part in nothing that would have to know better.
            if case .markup = value, case .string(let text) = result, name != "replace", name != "join" {
                return .markup(text)
            }
            return result
        }
    }

    /// The names of all filters.
    var filterNames: [String] { (Array(filters.keys) + BuiltinFilters.all.keys + Self.searching.keys).sorted() }

    /// The test `name`, if there is one.
    func test(_ name: String) -> BuiltinTests.Test? {
        guard name == "filter" || name == "test" else { return BuiltinTests.all[name] }
        let known = name == "test" ? Self.testNames : Set(filters.keys).union(Self.jinjaFilters)
        return { value, arguments in
            try arguments.none()
            try value.checkHashable()
            return value.string.map(known.contains) ?? false
        }
    }

    /// The names of all tests: there are those of Jinja2.
    static let testNames = Set(BuiltinTests.all.keys).union(["filter", "test"])

    /// Filters that look for other filters or tests.
    private static let searching: [String: @Sendable (TemplateEnvironment) -> TemplateFilter] = [
        "map": { environment in { try ListFilters.map($0, $1, environment) } },
        "select": { environment in { try ListFilters.select($0, $1, environment, keeps: true) } },
        "reject": { environment in { try ListFilters.select($0, $1, environment, keeps: false) } },
        "selectattr": { environment in { try ListFilters.select($0, $1, environment, keeps: true, byAttribute: true) }
        },
        "rejectattr": { environment in { try ListFilters.select($0, $1, environment, keeps: false, byAttribute: true) }
        },
    ]

    /// The filters of Jinja2, whether supported or not.
    private static let jinjaFilters: Set<String> = [
        "abs", "attr", "batch", "capitalize", "center", "count", "d", "default", "dictsort", "e", "escape",
        "filesizeformat", "first", "float", "forceescape", "format", "groupby", "indent", "int", "items", "join",
        "last", "length", "list", "lower", "map", "max", "min", "pprint", "random", "reject", "rejectattr", "replace",
        "reverse", "round", "safe", "select", "selectattr", "slice", "sort", "string", "striptags", "sum", "title",
        "tojson", "trim", "truncate", "unique", "upper", "urlencode", "urlize", "wordcount", "wordwrap", "xmlattr",
    ]
}
