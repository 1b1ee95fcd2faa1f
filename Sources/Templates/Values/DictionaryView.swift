/// What `items()`, `keys()` and `values()` of a dictionary return: not a list, and printed differently.
public struct DictionaryView: Sendable, Hashable {
    enum Kind: String {
        case items = "dict_items"
        case keys = "dict_keys"
        case values = "dict_values"
    }

    let kind: Kind
    let entries: [TemplateValue.Entry]

    var elements: [TemplateValue] {
        switch kind {
        case .items: entries.map { .tuple([$0.key, $0.value]) }
        case .keys: entries.map(\.key)
        case .values: entries.map(\.value)
        }
    }
}
