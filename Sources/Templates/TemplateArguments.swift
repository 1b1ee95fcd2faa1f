/// The arguments of a filter, a test or a function: `join(', ')`, `default('x', boolean=true)`.
public struct TemplateArguments: Sendable, Hashable {
    /// The arguments without a name.
    public let positional: [TemplateValue]
    /// Those with one.
    public let named: [String: TemplateValue]

    /// Both kinds; none by default.
    public init(_ positional: [TemplateValue] = [], named: [String: TemplateValue] = [:]) {
        self.positional = positional
        self.named = named
    }

    /// Assigns the arguments to parameters called `names`; those that were not given are `nil`.
    ///
    /// - Throws: `TemplateProblem` for too many arguments, a name that no parameter has, and a value without one.
    public func assigned(to names: String...) throws(TemplateProblem) -> [TemplateValue?] {
        try assigned(toAll: names)
    }

    /// The arguments of what takes none by name, `required` of them at least.
    func unnamed(_ names: String..., required: Int = 0) throws(TemplateProblem) -> [TemplateValue?] {
        guard let name = named.keys.min() else {
            guard positional.count >= required else {
                throw TemplateProblem("the argument `\(names[positional.count])` is missing")
            }
            return try assigned(toAll: names)
        }
        throw TemplateProblem("there is no argument `\(name)`")
    }

    /// - Throws: `TemplateProblem` if there is an argument.
    func none() throws(TemplateProblem) { _ = try assigned(toAll: []) }

    private func assigned(toAll names: [String]) throws(TemplateProblem) -> [TemplateValue?] {
        guard positional.count <= names.count else {
            let limit = names.isEmpty ? "no" : "at most \(names.count)"
            throw TemplateProblem("\(limit) arguments are taken, not \(positional.count)")
        }
        var values: [TemplateValue?] = positional + Array(repeating: nil, count: names.count - positional.count)
        for (name, value) in named.sorted(by: { $0.key < $1.key }) {
            guard let index = names.firstIndex(of: name) else {
                throw TemplateProblem("there is no argument `\(name)`")
            }
            guard values[index] == nil else { throw TemplateProblem("the argument `\(name)` is given twice") }
            values[index] = value
        }
        return values
    }
}

extension TemplateValue {
    /// The value of an argument `name` that takes a whole number.
    func whole(_ name: String) throws(TemplateProblem) -> Int {
        guard let integer else { throw TemplateProblem("`\(name)` is a whole number, not a \(kindName)") }
        return integer
    }

    /// The value of an argument `name` that takes a text.
    func plainText(_ name: String) throws(TemplateProblem) -> String {
        guard let string else { throw TemplateProblem("`\(name)` is a text, not a \(kindName)") }
        return string
    }
}
