import JSONSchema
import PositionedYAML

extension JSON {
    /// What a node is as JSON, by the rules of the format that it was read with.
    init(_ node: YAMLNode) {
        switch node.content {
        case .sequence(let items): self = .array(items.map(JSON.init))
        case .mapping(let mapping): self = .object(mapping.entries.map { Member($0.key, JSON($0.value)) })
        case .scalar(let scalar):
            switch scalar.resolved {
            case .null: self = .null
            case .boolean(let value): self = .boolean(value)
            case .integer(let value): self = .integer(value)
            case .real(let value): self = .number(value)
            case .string(let text): self = .string(text)
            }
        }
    }
}
