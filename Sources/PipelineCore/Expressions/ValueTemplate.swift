public import Diagnostics

/// A value of `.pipeline/config.yaml` of any shape whose texts may hold expressions, and whose lists may be made by
/// `$each` and joined by `$merge`.
public indirect enum ValueTemplate: Sendable {
    /// A text.
    case text(Template)
    /// A number, a truth value or nothing, as written; as text it reads the same.
    case number(Template)
    case list([ValueTemplate])
    case map([(key: String, value: ValueTemplate)])
    /// A list with an item for each of another one.
    case each(Comprehension)
    /// Two values made one: lists joined, maps joined with the second winning, texts joined, numbers added.
    case merge(ValueTemplate, with: ValueTemplate, at: SourceLocation)

    /// An empty list.
    static let empty = ValueTemplate.list([])

    /// Every template in it.
    var templates: [Template] {
        switch self {
        case .text(let template), .number(let template): [template]
        case .list(let items): items.flatMap(\.templates)
        case .map(let entries): entries.flatMap(\.value.templates)
        case .each(let each): each.source.templates + [each.delimiter] + each.yield.templates
        case .merge(let first, let second, _): first.templates + second.templates
        }
    }

    /// The values of a list that is written out; `nil` for one that is made by `$each` or `$merge`.
    var items: [ValueTemplate]? {
        if case .list(let items) = self { items } else { nil }
    }

    /// The value of a key of a map that is written out.
    subscript(key: String) -> ValueTemplate? {
        if case .map(let entries) = self { entries.last { $0.key == key }?.value } else { nil }
    }
}

/// `$each` with its companions: a list with an item for each of another list, or of the pieces of a text.
public struct Comprehension: Sendable {
    /// What an item is called; with several names its words are called so in turn.
    public let names: [String]
    /// The list or text.
    public let source: ValueTemplate
    /// The characters at which a text is split.
    public let delimiter: Template
    /// What each item becomes; its `${.name}` reads the loop's names and nothing else.
    public let yield: ValueTemplate
}
