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
        guard positional.count <= names.count else {
            throw TemplateProblem("at most \(names.count) arguments are taken, not \(positional.count)")
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
