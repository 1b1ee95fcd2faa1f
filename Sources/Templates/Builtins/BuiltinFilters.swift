/// The filters of the language that templates of images use, by name.
enum BuiltinFilters {
    static let all: [String: TemplateFilter] = texts.merging(lists) { $1 }.merging(numbers) { $1 }

    private static let texts: [String: TemplateFilter] = [
        "string": plain { $0 }, "upper": plain(PythonCase.upper), "lower": plain(PythonCase.lower),
        "capitalize": plain(PythonCase.capitalized), "title": plain(TextFilters.titled),
        "trim": { value, arguments in
            let characters = try arguments.assigned(to: "chars")[0]
            if case .markup = value, characters != nil {
                throw TemplateProblem("`trim` with characters is not supported for a text that is safe in HTML")
            }
            return .string(try Methods.stripped(value.printed(), characters))
        },
        "replace": { value, arguments in
            let values = try arguments.assigned(to: "old", "new", "count")
            let (old, new) = (try Methods.required(values[0], "old"), try Methods.required(values[1], "new"))
            let limit = try values[2].flatMap { $0 == .none ? nil : try $0.whole("count") }
            return .string(
                try PythonText.replacing(old.printed(), with: new.printed(), in: value.printed(), limit: limit))
        },
        "indent": TextFilters.indent, "truncate": TextFilters.truncate,
        "center": { value, arguments in
            let width = try arguments.assigned(to: "width")[0]?.whole("width") ?? 80
            return .string(try PythonText.centered(value.printed(), width: width))
        },
        "wordcount": { value, arguments in
            try arguments.none()
            return .integer(TextFilters.words(try value.printed()))
        },
        "tojson": { value, arguments in
            .markup(try JSONText.text(of: value, indent: arguments.assigned(to: "indent")[0] ?? .none))
        },
        "escape": TextFilters.escape, "e": TextFilters.escape,
        "safe": { value, arguments in
            try arguments.none()
            return .markup(try value.printed())
        },
        "default": defaultFilter, "d": defaultFilter,
    ]

    private static let lists: [String: TemplateFilter] = [
        "join": { value, arguments in
            let values = try arguments.assigned(to: "d", "attribute")
            let separator = try values[0]?.printed() ?? ""
            return try Methods.joined(
                value.elements().map { try ListFilters.found(values[1], in: $0) }, separator: separator)
        },
        "length": length, "count": length,
        "list": { value, arguments in
            try arguments.none()
            return .list(try value.elements())
        },
        "first": { value, arguments in
            try arguments.none()
            return try value.elements().first ?? .undefined("No first item, sequence was empty.")
        },
        "last": { value, arguments in
            try arguments.none()
            if case .iterator = value { _ = try value.count() }
            return try value.elements().last ?? .undefined("No last item, sequence was empty.")
        },
        "reverse": { value, arguments in
            try arguments.none()
            if let text = value.string {
                return .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
            }
            let reversed = Array(try value.elements().reversed())
            if case .iterator = value { return .list(reversed) }
            return .iterator(OneTimeElements(reversed))
        },
        "sort": ListFilters.sort, "unique": ListFilters.unique, "batch": ListFilters.batch, "sum": ListFilters.sum,
        "min": { value, arguments in try ListFilters.extreme(value, arguments, takesLast: false) },
        "max": { value, arguments in try ListFilters.extreme(value, arguments, takesLast: true) },
        "items": { value, arguments in
            try arguments.none()
            guard case .map = value else { throw TemplateProblem("a \(value.kindName) has no items") }
            return .iterator(OneTimeElements(try Methods.call("items", of: value, arguments).elements()))
        },
        "dictsort": ListFilters.sortedEntries,
    ]

    private static let numbers: [String: TemplateFilter] = [
        "int": { value, arguments in
            let values = try arguments.assigned(to: "default", "base")
            try checkIsDefined(value)
            if let whole = value.integer { return .integer(whole) }
            let fallback = values[0] ?? .integer(0)
            if case .real(let real) = value {
                return try PythonNumber.truncated(real).map(TemplateValue.integer) ?? fallback
            }
            guard let text = value.string else { return fallback }
            let base = values[1].map { $0.integer ?? -1 } ?? 10
            if let whole = try PythonNumber.integer(text, base: base) { return .integer(whole) }
            guard let real = PythonNumber.real(text) else { return fallback }
            return try PythonNumber.truncated(real).map(TemplateValue.integer) ?? fallback
        },
        "float": { value, arguments in
            let fallback = try arguments.assigned(to: "default")[0] ?? .real(0)
            try checkIsDefined(value)
            let number = value.number ?? value.string.flatMap(PythonNumber.real)
            return number.map(TemplateValue.real) ?? fallback
        },
        "abs": { value, arguments in
            try arguments.none()
            if let whole = value.integer {
                guard whole != .min else { throw TemplateProblem("the number is too large") }
                return .integer(abs(whole))
            }
            guard case .real(let real) = value else {
                throw TemplateProblem("a \(value.kindName) has no absolute value")
            }
            return .real(abs(real))
        },
        "round": RoundFilter.round,
    ]

    private static let length: TemplateFilter = { value, arguments in
        try arguments.none()
        return .integer(try value.count())
    }

    private static let defaultFilter: TemplateFilter = { value, arguments in
        let values = try arguments.assigned(to: "default_value", "boolean")
        let isReplaced = try value.isUndefined || (values[1]?.truth() == true && !value.isTrue)
        return isReplaced ? values[0] ?? .string("") : value
    }

    /// A filter on the text of any value, without arguments.
    private static func plain(_ change: @escaping @Sendable (String) -> String) -> TemplateFilter {
        { value, arguments in
            try arguments.none()
            let text = change(try value.printed())
            try ValueLimit.check(bytes: text.utf8.count)
            return .string(text)
        }
    }

    private static func checkIsDefined(_ value: TemplateValue) throws(TemplateProblem) {
        if case .undefined(let message) = value { throw TemplateProblem(undefined: message) }
        if case .absent = value { throw TemplateProblem.absent }
    }
}
