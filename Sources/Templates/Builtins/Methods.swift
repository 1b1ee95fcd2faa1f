/// The functions and methods of values that templates may call.
enum Methods {
    static func call(_ name: String, of value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateProblem)
        -> TemplateValue
    {
        switch value {
        case .string(let text): return try call(name, of: text, arguments)
        case .map(let entries): return try call(name, of: entries, arguments)
        case .loop(let loop): return try loop.call(name, arguments)
        case .markup: throw TemplateProblem("a text that is safe in HTML has no methods here", hint: "use a filter")
        default: throw TemplateProblem("a \(value.kindName) has no method `\(name)`, or none that is supported")
        }
    }

    private static func call(_ name: String, of text: String, _ arguments: TemplateArguments) throws(TemplateProblem)
        -> TemplateValue
    {
        if let change = plain[name] {
            try arguments.none()
            return .string(change(text))
        }
        switch name {
        case "strip", "lstrip", "rstrip":
            let characters = try arguments.unnamed("chars")[0]
            return .string(try stripped(text, characters, left: name != "rstrip", right: name != "lstrip"))
        case "split":
            let values = try arguments.assigned(to: "sep", "maxsplit")
            let separator = values[0] == TemplateValue.none ? nil : try values[0]?.plainText("sep")
            guard separator != "" else { throw TemplateProblem("the separator is empty") }
            let parts = PythonText.split(text, separator: separator, limit: try values[1]?.whole("maxsplit"))
            return .list(parts.map(TemplateValue.string))
        case "replace":
            let values = try arguments.unnamed("old", "new", "count", required: 2)
            let (old, new) = (try values[0]?.plainText("old") ?? "", try values[1]?.plainText("new") ?? "")
            let limit = try values[2]?.whole("count")
            return .string(try PythonText.replacing(old, with: new, in: text, limit: limit))
        case "startswith", "endswith":
            let part = try arguments.unnamed("prefix", required: 1)[0] ?? TemplateValue.none
            let parts = if case .tuple(let parts) = part { parts } else { [part] }
            var holds = false
            for part in parts {
                let bytes = try part.plainText("prefix").utf8
                holds =
                    holds
                    || (name == "startswith"
                        ? text.utf8.starts(with: bytes) : text.utf8.reversed().starts(with: bytes.reversed()))
            }
            return .boolean(holds)
        case "join":
            let items = try (arguments.unnamed("items", required: 1)[0] ?? TemplateValue.none).elements()
            for item in items { _ = try item.plainText("each element") }
            return try joined(items, separator: text)
        case "center":
            let values = try arguments.unnamed("width", "fillchar", required: 1)
            let fill = try values[1]?.plainText("fillchar") ?? " "
            guard fill.unicodeScalars.count == 1 else { throw TemplateProblem("`fillchar` is one character") }
            return .string(
                try PythonText.centered(text, width: (values[0] ?? TemplateValue.none).whole("width"), fill: fill))
        default: throw TemplateProblem("a str has no method `\(name)`, or none that is supported")
        }
    }

    private static let plain: [String: @Sendable (String) -> String] = [
        "upper": PythonCase.upper, "lower": PythonCase.lower, "title": PythonCase.titled,
        "capitalize": PythonCase.capitalized,
    ]

    private static func call(_ name: String, of entries: [TemplateValue.Entry], _ arguments: TemplateArguments)
        throws(TemplateProblem) -> TemplateValue
    {
        let kinds: [String: DictionaryView.Kind] = ["items": .items, "keys": .keys, "values": .values]
        if let kind = kinds[name] {
            try arguments.none()
            return .view(DictionaryView(kind: kind, entries: entries))
        }
        guard name == "get" else { throw TemplateProblem("a dict has no method `\(name)`, or none that is supported") }
        let values = try arguments.unnamed("key", "default", required: 1)
        return try entries.value(of: values[0] ?? .none) ?? values[1] ?? .none
    }

    /// The texts of `items` with `separator` between them.
    static func joined(_ items: [TemplateValue], separator: String) throws(TemplateProblem) -> TemplateValue {
        var text = ""
        for (index, item) in items.enumerated() {
            if index > 0 { text += separator }
            text += try item.printed()
            try ValueLimit.check(bytes: text.utf8.count)
        }
        return .string(text)
    }

    /// `range(stop)` or `range(start, stop[, step])`.
    static func range(_ arguments: TemplateArguments) throws(TemplateProblem) -> TemplateValue {
        let numbers = arguments.positional.compactMap(\.integer)
        guard numbers.count == arguments.positional.count, arguments.named.isEmpty, (1...3).contains(numbers.count)
        else {
            throw TemplateProblem("`range` takes one to three whole numbers")
        }
        let (start, stop) = numbers.count == 1 ? (0, numbers[0]) : (numbers[0], numbers[1])
        return .range(try PythonRange(start, stop, step: numbers.count > 2 ? numbers[2] : 1))
    }

    static func required(_ value: TemplateValue?, _ name: String) throws(TemplateProblem) -> TemplateValue {
        guard let value else { throw TemplateProblem("the argument `\(name)` is missing") }
        return value
    }

    static func stripped(_ text: String, _ characters: TemplateValue?, left: Bool = true, right: Bool = true)
        throws(TemplateProblem) -> String
    {
        guard let characters, characters != .none else { return PythonText.stripped(text, left: left, right: right) }
        let set = Set(try characters.plainText("chars").unicodeScalars)
        return PythonText.stripped(text, left: left, right: right, where: set.contains)
    }
}
