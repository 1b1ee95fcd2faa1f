/// The longer ones of the filters on lists.
enum ListFilters {
    static let sort: TemplateFilter = { value, arguments in
        let values = try arguments.assigned(to: "reverse", "case_sensitive", "attribute")
        let keyed = try value.elements().map { item in
            (item, key(item, values[2], isCaseSensitive: values[1]?.isTrue ?? false))
        }
        let sorted = try Self.sorted(keyed, isReversed: values[0]?.isTrue ?? false)
        return .list(sorted.map(\.0))
    }

    static let unique: TemplateFilter = { value, arguments in
        let values = try arguments.assigned(to: "case_sensitive", "attribute")
        var seen: [TemplateValue] = []
        return .list(
            try value.elements().filter { item in
                let key = key(item, values[1], isCaseSensitive: values[0]?.isTrue ?? false)
                guard !seen.contains(where: { $0.isEqual(to: key) }) else { return false }
                seen.append(key)
                return true
            })
    }

    /// `map('upper')` or `map(attribute='name')`.
    static let map: TemplateFilter = { value, arguments in
        var result: [TemplateValue] = []
        if let attribute = arguments.named["attribute"], arguments.positional.isEmpty {
            let fallback = arguments.named["default"]
            for item in try value.elements() {
                let found = item.attribute(attribute.text)
                if case .undefined(let message) = found, fallback == nil { throw TemplateProblem(undefined: message) }
                result.append(found.isUndefined ? fallback ?? found : found)
            }
            return .list(result)
        }
        let (name, rest) = try named(arguments, "a filter")
        guard let filter = BuiltinFilters.all[name] else {
            throw TemplateProblem("there is no filter `\(name)` to map")
        }
        for item in try value.elements() { result.append(try filter(item, rest)) }
        return .list(result)
    }

    static func select(_ value: TemplateValue, _ arguments: TemplateArguments, keeps: Bool) throws
        -> TemplateValue
    {
        var result: [TemplateValue] = []
        guard !arguments.positional.isEmpty else {
            return .list(try value.elements().filter { $0.isTrue == keeps })
        }
        let (name, rest) = try named(arguments, "a test")
        guard let test = BuiltinTests.all[name] else { throw TemplateProblem("there is no test `\(name)`") }
        for item in try value.elements() where try test(item, rest) == keeps { result.append(item) }
        return .list(result)
    }

    static func extreme(_ value: TemplateValue, _ arguments: TemplateArguments, takesLast: Bool)
        throws -> TemplateValue
    {
        let values = try arguments.assigned(to: "case_sensitive", "attribute")
        var best: (item: TemplateValue, key: TemplateValue)?
        for item in try value.elements() {
            let key = key(item, values[1], isCaseSensitive: values[0]?.isTrue ?? false)
            guard let known = best else {
                best = (item, key)
                continue
            }
            if try takesLast ? known.key.precedes(key) : key.precedes(known.key) { best = (item, key) }
        }
        return best?.item ?? .undefined("No aggregated item, sequence was empty.")
    }

    static let sortedEntries: TemplateFilter = { value, arguments in
        let values = try arguments.assigned(to: "case_sensitive", "by", "reverse")
        guard case .map(let entries) = value else { throw TemplateProblem("a \(value.kindName) has no keys to sort") }
        let isByValue = values[1]?.text == "value"
        let keyed = entries.map { entry in
            let pair = TemplateValue.tuple([entry.key, entry.value])
            return (pair, key(isByValue ? entry.value : entry.key, nil, isCaseSensitive: values[0]?.isTrue ?? false))
        }
        return .list(try sorted(keyed, isReversed: values[2]?.isTrue ?? false).map(\.0))
    }

    private static func named(_ arguments: TemplateArguments, _ what: String) throws
        -> (String, TemplateArguments)
    {
        guard let name = arguments.positional.first?.string else {
            throw TemplateProblem("the name of \(what) is missing")
        }
        return (name, TemplateArguments(Array(arguments.positional.dropFirst()), named: arguments.named))
    }

    private static func key(_ item: TemplateValue, _ attribute: TemplateValue?, isCaseSensitive: Bool) -> TemplateValue
    {
        let value = attribute.map { $0.integer == nil ? item.attribute($0.text) : item.item($0) } ?? item
        return isCaseSensitive ? value : value.string.map { .string($0.lowercased()) } ?? value
    }

    /// Insertion into a sorted list: stable, and an order that fails can throw on the way.
    private static func sorted(_ keyed: [(TemplateValue, TemplateValue)], isReversed: Bool) throws
        -> [(TemplateValue, TemplateValue)]
    {
        var result: [(TemplateValue, TemplateValue)] = []
        for pair in keyed {
            var low = 0
            var high = result.count
            while low < high {
                let middle = (low + high) / 2
                let isBefore = try isReversed ? result[middle].1.precedes(pair.1) : pair.1.precedes(result[middle].1)
                if isBefore { high = middle } else { low = middle + 1 }
            }
            result.insert(pair, at: low)
        }
        return result
    }
}
