/// The functions and methods of values that templates may call.
enum Methods {
    static func call(_ name: String, of value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateProblem)
        -> TemplateValue
    {
        switch value {
        case .string(let text): return try call(name, of: text, arguments)
        case .map(let entries): return try call(name, of: entries, arguments)
        default: throw TemplateProblem("a \(value.kindName) has no method `\(name)`")
        }
    }

    private static func call(_ name: String, of text: String, _ arguments: TemplateArguments) throws(TemplateProblem)
        -> TemplateValue
    {
        switch name {
        case "upper": return .string(text.uppercased())
        case "lower": return .string(text.lowercased())
        case "strip", "lstrip", "rstrip":
            let characters = try arguments.assigned(to: "chars")[0]
            return .string(try stripped(text, characters, left: name != "rstrip", right: name != "lstrip"))
        case "split":
            let values = try arguments.assigned(to: "sep", "maxsplit")
            let separator = values[0].flatMap { $0 == .none ? nil : $0.text }
            guard separator != "" else { throw TemplateProblem("the separator is empty") }
            let parts = PythonText.split(text, separator: separator, limit: values[1]?.integer)
            return .list(parts.map(TemplateValue.string))
        case "replace":
            let values = try arguments.assigned(to: "old", "new", "count")
            let (old, new) = (try required(values[0], "old").text, try required(values[1], "new").text)
            return .string(PythonText.replacing(old, with: new, in: text, limit: values[2]?.integer))
        case "startswith":
            return .boolean(
                text.utf8.starts(with: try required(arguments.assigned(to: "prefix")[0], "prefix").text.utf8))
        case "endswith":
            let suffix = try required(arguments.assigned(to: "suffix")[0], "suffix").text
            return .boolean(text.utf8.reversed().starts(with: suffix.utf8.reversed()))
        case "join":
            let items = try required(arguments.assigned(to: "items")[0], "items").elements()
            return .string(items.map(\.text).joined(separator: text))
        default: throw TemplateProblem("a str has no method `\(name)`, or none that is supported")
        }
    }

    private static func call(_ name: String, of entries: [TemplateValue.Entry], _ arguments: TemplateArguments)
        throws(TemplateProblem) -> TemplateValue
    {
        switch name {
        case "items": return .list(entries.map { .tuple([$0.key, $0.value]) })
        case "keys": return .list(entries.map(\.key))
        case "values": return .list(entries.map(\.value))
        case "get":
            let values = try arguments.assigned(to: "key", "default")
            let key = try required(values[0], "key")
            return entries.first { $0.key.isEqual(to: key) }?.value ?? values[1] ?? .none
        default: throw TemplateProblem("a dict has no method `\(name)`, or none that is supported")
        }
    }

    /// `range(stop)` or `range(start, stop[, step])`.
    static func range(_ arguments: TemplateArguments) throws(TemplateProblem) -> TemplateValue {
        let numbers = arguments.positional.compactMap(\.integer)
        guard numbers.count == arguments.positional.count, arguments.named.isEmpty, (1...3).contains(numbers.count)
        else {
            throw TemplateProblem("`range` takes one to three whole numbers")
        }
        let step = numbers.count > 2 ? numbers[2] : 1
        guard step != 0 else { throw TemplateProblem("the step of `range` is not zero") }
        let (start, end) = numbers.count == 1 ? (0, numbers[0]) : (numbers[0], numbers[1])
        let count = step > 0 ? (end.subtractingReportingOverflow(start)) : (start.subtractingReportingOverflow(end))
        guard !count.overflow, count.partialValue / abs(step) <= 100_000 else {
            throw TemplateProblem("`range` has more than 100000 elements")
        }
        return .list(stride(from: start, to: end, by: step).map(TemplateValue.integer))
    }

    static func required(_ value: TemplateValue?, _ name: String) throws(TemplateProblem) -> TemplateValue {
        guard let value else { throw TemplateProblem("the argument `\(name)` is missing") }
        return value
    }

    static func stripped(_ text: String, _ characters: TemplateValue?, left: Bool = true, right: Bool = true)
        throws(TemplateProblem) -> String
    {
        guard let characters, characters != .none else { return PythonText.stripped(text, left: left, right: right) }
        let set = Set(characters.text.unicodeScalars)
        return PythonText.stripped(text, left: left, right: right, where: set.contains)
    }
}
