internal import Diagnostics
internal import PositionedYAML

extension YAMLDecoder {
    /// The node as a text with expressions.
    func template(_ node: YAMLNode, field: String) -> Template? {
        guard let text = string(node, field: field) else { return nil }
        return template(text, at: node)
    }

    /// `text`, which stands at `node`, with its expressions parsed.
    func template(_ text: String, at node: YAMLNode) -> Template? {
        do {
            return try Template(text, at: node.location)
        } catch {
            report("bad-expression", error.description, at: node)
            return nil
        }
    }
}

extension YAMLNode {
    /// Whether it counts as not there: null, false, 0 or empty.
    var isBlank: Bool {
        switch content {
        case .sequence(let items): items.isEmpty
        case .mapping(let mapping): mapping.entries.isEmpty
        case .scalar(let scalar):
            switch scalar.resolved {
            case .null, .boolean(false), .integer(0), .real(0), .string(""): true
            default: false
            }
        }
    }
}
