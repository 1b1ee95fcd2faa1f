internal import Diagnostics

/// Filters, tests and functions.
extension Renderer {
    func apply(_ filters: [FilterCall], to value: TemplateValue) throws(Diagnostic) -> TemplateValue {
        var value = value
        for filter in filters { value = try apply(filter, to: value) }
        return value
    }

    func apply(_ call: FilterCall, to value: TemplateValue) throws(Diagnostic) -> TemplateValue {
        let length = call.name.unicodeScalars.count
        guard let filter = environment.filter(call.name) else {
            throw failure(
                "unknown-filter", "there is no filter `\(call.name)`", at: call.offset, length: length,
                hint: nearMatch(to: call.name, among: environment.filterNames).map { "did you mean `\($0)`?" })
        }
        let arguments = try values(of: call.arguments, allowsUndefined: call.name == "default" || call.name == "d")
        return try at(call.offset, length: length) { try filter(value, arguments) }
    }

    func test(_ input: Expression, _ call: FilterCall) throws(Diagnostic) -> TemplateValue {
        let length = call.name.unicodeScalars.count
        guard let test = environment.test(call.name) else {
            let known = TemplateEnvironment.testNames.sorted()
            throw failure(
                "unknown-test", "there is no test `\(call.name)`", at: call.offset, length: length,
                hint: nearMatch(to: call.name, among: known).map { "did you mean `\($0)`?" })
        }
        let value = try BuiltinTests.kinds[call.name] == nil ? defined(input) : evaluate(input)
        let arguments = try values(of: call.arguments)
        return .boolean(
            try at(call.offset, length: length) { try test(value, arguments) })
    }

    func call(_ function: Expression, _ arguments: CallArguments, _ offset: Int) throws(Diagnostic)
        -> TemplateValue
    {
        let values = try values(of: arguments)
        switch function.kind {
        case .attribute(let object, let name):
            let value = try defined(object)
            return try at(function.offset) { try ValueLimit.checked(Methods.call(name, of: value, values)) }
        case .name("range") where variable("range") == nil:
            return try at(offset, length: 5) { try Methods.range(values) }
        case .name("dict") where variable("dict") == nil:
            return try at(offset, length: 4) {
                guard values.positional.isEmpty else { throw TemplateProblem("`dict` takes arguments with names only") }
                let names = arguments.named.map(\.name)
                return .map(
                    names.compactMap { name in values.named[name].map { .init(key: .string(name), value: $0) } })
            }
        default:
            let value = try defined(function)
            throw failure("evaluation", "a \(value.kindName) cannot be called", at: offset)
        }
    }

    private func values(of arguments: CallArguments, allowsUndefined: Bool = false) throws(Diagnostic)
        -> TemplateArguments
    {
        var named: [String: TemplateValue] = [:]
        for argument in arguments.named {
            named[argument.name] = allowsUndefined ? try evaluate(argument.value) : try defined(argument.value)
        }
        let positional = try arguments.positional.map { argument throws(Diagnostic) in
            allowsUndefined ? try evaluate(argument) : try defined(argument)
        }
        return TemplateArguments(positional, named: named)
    }
}
