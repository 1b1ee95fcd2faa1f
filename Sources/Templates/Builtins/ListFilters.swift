/// The longer ones of the filters on lists.
enum ListFilters {
    static let sort: TemplateFilter = { value, arguments in
        let values = try arguments.assigned(to: "reverse", "case_sensitive", "attribute")
        let isCaseSensitive = values[1]?.isTrue ?? false
        // Several attributes stand in one text, with commas between them.
        var attributes = [values[2]]
        if let names = values[2]?.string {
            attributes = PythonText.split(names, separator: ",", limit: nil).map(TemplateValue.string)
        }
        let keyed = try value.elements().map { item in
            (item, TemplateValue.list(try attributes.map { try key(item, $0, isCaseSensitive: isCaseSensitive) }))
        }
        return .list(try sorted(keyed, isReversed: values[0]?.isTrue ?? false).map(\.0))
    }

    static let unique: TemplateFilter = { value, arguments in
        let values = try arguments.assigned(to: "case_sensitive", "attribute")
        var seen: [TemplateValue.Entry] = []
        var kept: [TemplateValue] = []
        for item in try value.elements() {
            let key = try key(item, values[1], isCaseSensitive: values[0]?.isTrue ?? false)
            guard try seen.index(of: key) == nil else { continue }
            guard seen.count < 10_000 else { throw TemplateProblem("`unique` takes at most 10000 different elements") }
            seen.append(.init(key: key, value: .none))
            kept.append(item)
        }
        return .iterator(OneTimeElements(kept))
    }

    /// `map('upper')` or `map(attribute='name')`; filters are those of `environment`.
    static func map(_ value: TemplateValue, _ arguments: TemplateArguments, _ environment: TemplateEnvironment) throws
        -> TemplateValue
    {
        var result: [TemplateValue] = []
        if arguments.positional.isEmpty, arguments.named["attribute"] != nil {
            let values = try arguments.assigned(to: "attribute", "default")
            for item in try value.elements() {
                result.append(try found(values[0], in: item, fallback: values[1].flatMap { $0 == .none ? nil : $0 }))
            }
            return .iterator(OneTimeElements(result))
        }
        let (name, rest) = try named(arguments, "a filter")
        guard let filter = environment.filter(name) else {
            throw TemplateProblem("there is no filter `\(name)` to map")
        }
        for item in try value.elements() { result.append(try filter(item, rest)) }
        return .iterator(OneTimeElements(result))
    }

    /// `select`, `reject`, and with `byAttribute` those on an attribute, whose name comes first.
    static func select(
        _ value: TemplateValue, _ arguments: TemplateArguments, _ environment: TemplateEnvironment, keeps: Bool,
        byAttribute: Bool = false
    ) throws -> TemplateValue {
        var rest = arguments
        var attribute: TemplateValue?
        if byAttribute {
            attribute = try Methods.required(arguments.positional.first, "attribute")
            rest = TemplateArguments(Array(arguments.positional.dropFirst()), named: arguments.named)
        }
        var test: BuiltinTests.Test = { value, _ in try value.truth() }
        if !rest.positional.isEmpty {
            let (name, others) = try named(rest, "a test")
            guard let known = environment.test(name) else { throw TemplateProblem("there is no test `\(name)`") }
            (test, rest) = (known, others)
        } else if !rest.named.isEmpty {
            throw TemplateProblem("the name of a test is missing")
        }
        var result: [TemplateValue] = []
        for item in try value.elements() where try test(found(attribute, in: item), rest) == keeps {
            result.append(item)
        }
        return .iterator(OneTimeElements(result))
    }

    static func extreme(_ value: TemplateValue, _ arguments: TemplateArguments, takesLast: Bool)
        throws -> TemplateValue
    {
        let values = try arguments.assigned(to: "case_sensitive", "attribute")
        var best: (item: TemplateValue, key: TemplateValue)?
        for item in try value.elements() {
            let key = try key(item, values[1], isCaseSensitive: values[0]?.isTrue ?? false)
            guard let known = best else {
                best = (item, key)
                continue
            }
            if try takesLast ? known.key.precedes(key) : key.precedes(known.key) { best = (item, key) }
        }
        return best?.item ?? .undefined("No aggregated item, sequence was empty.")
    }

    static let sum: TemplateFilter = { value, arguments in
        let values = try arguments.assigned(to: "attribute", "start")
        var sum = values[1] ?? .integer(0)
        guard sum.string == nil else { throw TemplateProblem("texts have no sum", hint: "write `|join`") }
        for item in try value.elements() { sum = try TemplateValue.compute(.add, sum, found(values[0], in: item)) }
        return sum
    }

    /// `batch(linecount, fill_with=none)`: lists of `linecount` elements.
    static let batch: TemplateFilter = { value, arguments in
        let values = try arguments.assigned(to: "linecount", "fill_with")
        let count = try Methods.required(values[0], "linecount").whole("linecount")
        guard (1...ValueLimit.elements).contains(count) else { throw TemplateProblem("`linecount` is out of range") }
        let items = try value.elements()
        var batches = stride(from: 0, to: items.count, by: count).map {
            Array(items[$0..<min($0 + count, items.count)])
        }
        if let filling = values[1], filling != .none, let last = batches.popLast() {
            batches.append(last + Array(repeating: filling, count: count - last.count))
        }
        return .iterator(OneTimeElements(batches.map(TemplateValue.list)))
    }

    static let sortedEntries: TemplateFilter = { value, arguments in
        let values = try arguments.assigned(to: "case_sensitive", "by", "reverse")
        guard case .map(let entries) = value else { throw TemplateProblem("a \(value.kindName) has no keys to sort") }
        let order = try values[1]?.plainText("by") ?? "key"
        guard order == "key" || order == "value" else { throw TemplateProblem("`by` is `key` or `value`") }
        let keyed = try entries.map { entry in
            let pair = TemplateValue.tuple([entry.key, entry.value])
            let field = order == "value" ? entry.value : entry.key
            return (pair, try key(field, nil, isCaseSensitive: values[0]?.isTrue ?? false))
        }
        return .list(try sorted(keyed, isReversed: values[2]?.isTrue ?? false).map(\.0))
    }

    /// What `attribute` leads to from `item`: names and indices with dots between them, or `item` itself.
    static func found(_ attribute: TemplateValue?, in item: TemplateValue, fallback: TemplateValue? = nil)
        throws(TemplateProblem) -> TemplateValue
    {
        guard let attribute, attribute != .none else { return item }
        guard let names = attribute.string else {
            let found = try item.item(.integer(attribute.whole("attribute")))
            return found.isUndefined ? fallback ?? found : found
        }
        var value = item
        for part in PythonText.split(names, separator: ".", limit: nil) {
            if case .undefined(let message) = value { throw TemplateProblem(undefined: message) }
            let index = part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
            value = try value.item(index.map(TemplateValue.integer) ?? .string(part))
            if value.isUndefined, let fallback { value = fallback }
        }
        return value
    }

    private static func named(_ arguments: TemplateArguments, _ what: String) throws
        -> (String, TemplateArguments)
    {
        guard let name = arguments.positional.first?.string else {
            throw TemplateProblem("the name of \(what) is missing")
        }
        return (name, TemplateArguments(Array(arguments.positional.dropFirst()), named: arguments.named))
    }

    private static func key(_ item: TemplateValue, _ attribute: TemplateValue?, isCaseSensitive: Bool)
        throws(TemplateProblem) -> TemplateValue
    {
        let value = try found(attribute, in: item)
        return isCaseSensitive ? value : value.string.map { .string(PythonCase.lower($0)) } ?? value
    }

    /// Insertion into a sorted list: stable, and an order that fails can throw on the way.
    static func sorted(_ keyed: [(TemplateValue, TemplateValue)], isReversed: Bool) throws(TemplateProblem)
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
