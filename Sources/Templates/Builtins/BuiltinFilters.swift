/// The filters of the language that templates of images use, by name.
enum BuiltinFilters {
    static let all: [String: TemplateFilter] = texts.merging(lists) { $1 }.merging(numbers) { $1 }

    private static let texts: [String: TemplateFilter] = [
        "string": { value, _ in .string(value.text) },
        "upper": { value, _ in .string(value.text.uppercased()) },
        "lower": { value, _ in .string(value.text.lowercased()) },
        "capitalize": { value, _ in .string(TextFilters.capitalized(value.text)) },
        "title": { value, _ in .string(TextFilters.titled(value.text)) },
        "trim": { value, arguments in
            .string(try Methods.stripped(value.text, arguments.assigned(to: "chars")[0]))
        },
        "replace": { value, arguments in
            let values = try arguments.assigned(to: "old", "new", "count")
            let (old, new) = (try Methods.required(values[0], "old"), try Methods.required(values[1], "new"))
            return .string(
                PythonText.replacing(old.text, with: new.text, in: value.text, limit: values[2]?.integer))
        },
        "indent": TextFilters.indent,
        "wordcount": { value, _ in .integer(TextFilters.words(value.text)) },
        "tojson": { value, _ in .string(try TextFilters.json(value)) },
        "default": defaultFilter, "d": defaultFilter,
    ]

    private static let lists: [String: TemplateFilter] = [
        "join": { value, arguments in
            let values = try arguments.assigned(to: "d", "attribute")
            var items = try value.elements()
            if let attribute = values[1] { items = items.map { $0.attribute(attribute.text) } }
            for case .undefined(let message) in items { throw TemplateProblem(undefined: message) }
            return .string(items.map(\.text).joined(separator: values[0]?.text ?? ""))
        },
        "length": { value, _ in .integer(try value.elements().count) },
        "count": { value, _ in .integer(try value.elements().count) },
        "list": { value, _ in .list(try value.elements()) },
        "first": { value, _ in
            try value.elements().first ?? .undefined("No first item, sequence was empty.")
        },
        "last": { value, _ in
            try value.elements().last ?? .undefined("No last item, sequence was empty.")
        },
        "reverse": { value, _ in
            if let text = value.string {
                return .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
            }
            return .list(try value.elements().reversed())
        },
        "sort": ListFilters.sort, "unique": ListFilters.unique, "map": ListFilters.map,
        "select": { value, arguments in try ListFilters.select(value, arguments, keeps: true) },
        "reject": { value, arguments in try ListFilters.select(value, arguments, keeps: false) },
        "min": { value, arguments in try ListFilters.extreme(value, arguments, takesLast: false) },
        "max": { value, arguments in try ListFilters.extreme(value, arguments, takesLast: true) },
        "sum": { value, _ in
            var sum = TemplateValue.integer(0)
            for item in try value.elements() { sum = try TemplateValue.compute(.add, sum, item) }
            return sum
        },
        "items": { value, _ in try Methods.call("items", of: value, TemplateArguments()) },
        "dictsort": ListFilters.sortedEntries,
    ]

    private static let numbers: [String: TemplateFilter] = [
        "int": { value, arguments in
            let values = try arguments.assigned(to: "default", "base")
            if case .real(let real) = value, let whole = Int(exactly: real.rounded(.towardZero)) {
                return .integer(whole)
            }
            if let whole = value.integer { return .integer(whole) }
            let text = PythonText.stripped(value.text)
            if let whole = Int(text.replacing("_", with: ""), radix: values[1]?.integer ?? 10) {
                return .integer(whole)
            }
            if let real = Double(text), let whole = Int(exactly: real.rounded(.towardZero)) { return .integer(whole) }
            return values[0] ?? .integer(0)
        },
        "float": { value, arguments in
            let fallback = try arguments.assigned(to: "default")[0]
            return value.number.map(TemplateValue.real) ?? Double(PythonText.stripped(value.text)).map(
                TemplateValue.real)
                ?? fallback ?? .real(0)
        },
        "abs": { value, _ in
            if let whole = value.integer, whole != .min { return .integer(abs(whole)) }
            guard case .real(let real) = value else {
                throw TemplateProblem("a \(value.kindName) has no absolute value")
            }
            return .real(abs(real))
        },
    ]

    private static let defaultFilter: TemplateFilter = { value, arguments in
        let values = try arguments.assigned(to: "default_value", "boolean")
        let isReplaced = value.isUndefined || (values[1]?.isTrue == true && !value.isTrue)
        return isReplaced ? values[0] ?? .string("") : value
    }
}
