internal import PositionedYAML
internal import Templates

extension TemplateValue {
    /// The value as docker-pkg's YAML reader yields it. What is none here is reported to `decoder`.
    init(_ node: YAMLNode, _ decoder: YAMLDecoder) {
        switch node.content {
        case .scalar(let scalar): self = Self.value(of: scalar, node, decoder)
        case .sequence(let items): self = .list(items.map { TemplateValue($0, decoder) })
        case .mapping(let mapping):
            self = .map(mapping.entries.map { .init(key: .string($0.key), value: TemplateValue($0.value, decoder)) })
        }
    }

    private static func value(of scalar: YAMLScalar, _ node: YAMLNode, _ decoder: YAMLDecoder) -> TemplateValue {
        guard scalar.isPlain, scalar.tag != "tag:yaml.org,2002:str" else { return .string(scalar.text) }
        switch PythonScalar(scalar.text) {
        case .value(let value): return value
        case .unusable(let kind):
            decoder.report(
                "invalid-value", "`\(scalar.text)` without quotes is \(kind)", at: node,
                hint: "write it in quotes: '\(scalar.text)'")
            return .string(scalar.text)
        }
    }
}
