internal import Diagnostics
internal import PositionedYAML

/// Copies files out of containers, for later builds to find in their contexts and to be kept as artifacts.
public struct CopyStep: Sendable {
    /// A list: a text names a source, a map has `source` and perhaps `from`, `destination` and `archive`.
    public var entries: ValueTemplate
}

extension StageDecoder {
    static let copyKeys = ["source", "from", "destination", "archive"]

    /// The value of `copy`. What a comprehension makes is looked at when it has made it.
    func copy(_ node: YAMLNode) -> CopyStep? {
        if node.isComputed { return decoder.value(node, field: "`copy`").map(CopyStep.init) }
        guard let items = decoder.sequence(node, field: "`copy`") else { return nil }
        return CopyStep(entries: .list(items.compactMap(copyItem)))
    }

    private func copyItem(_ node: YAMLNode) -> ValueTemplate? {
        let field = "an item of `copy`"
        if node.isComputed { return decoder.value(node, field: field) }
        if case .scalar = node.content { return decoder.template(node, field: field).map(ValueTemplate.text) }
        guard let map = decoder.mapping(node, field: field, known: Self.copyKeys) else { return nil }
        if map["source"]?.isBlank ?? true { decoder.report("missing-key", "\(field) has no `source`", at: node) }
        return .map(
            map.entries.compactMap { entry in
                if entry.key == "archive" {
                    if case .scalar(let scalar) = entry.value.content, scalar.resolved == .null { return nil }
                    guard let isKept = decoder.boolean(entry.value, field: "`copy.archive`") else { return nil }
                    return (entry.key, .text(Template(literal: isKept ? "true" : "")))
                }
                guard !entry.value.isBlank else { return nil }
                return decoder.template(entry.value, field: "`copy.\(entry.key)`").map { (entry.key, .text($0)) }
            })
    }
}
