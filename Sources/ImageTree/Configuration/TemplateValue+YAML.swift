internal import PositionedYAML
internal import Templates

extension TemplateValue {
    /// The value as docker-pkg's YAML reader yields it.
    init(_ node: YAMLNode) {
        switch node.content {
        case .scalar(let scalar): self = Self.value(of: scalar)
        case .sequence(let items): self = .list(items.map(TemplateValue.init))
        case .mapping(let mapping):
            self = .map(mapping.entries.map { .init(key: .string($0.key), value: TemplateValue($0.value)) })
        }
    }

    private static func value(of scalar: YAMLScalar) -> TemplateValue {
        switch scalar.resolved {
        case .null: return .none
        // There, the single letters are text.
        case .boolean(let value): return scalar.text.utf8.count == 1 ? .string(scalar.text) : .boolean(value)
        case .integer(let value): return .integer(value)
        // There, a number with a fraction has a point.
        case .real(let value): return scalar.text.contains(".") ? .real(value) : .string(scalar.text)
        case .string(let text): return sexagesimal(scalar) ?? .string(text)
        }
    }

    /// `1:30` without quotes is ninety.
    private static func sexagesimal(_ scalar: YAMLScalar) -> TemplateValue? {
        let parts = scalar.text.split(separator: ":", omittingEmptySubsequences: false)
        guard scalar.isPlain, parts.count > 1, parts[0].utf8.first.map({ $0 > 0x30 && $0 <= 0x39 }) == true,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) }),
            parts.dropFirst().allSatisfy({ Int($0).map { $0 < 60 } == true && $0.utf8.count <= 2 })
        else { return nil }
        return .integer(parts.reduce(0) { $0 &* 60 &+ (Int($1) ?? 0) })
    }
}
