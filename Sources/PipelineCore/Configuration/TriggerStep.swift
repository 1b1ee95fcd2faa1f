public import Diagnostics
internal import PositionedYAML

/// Starts a pipeline of another repository, or calls another system.
public struct TriggerStep: Sendable {
    /// What the run configuration calls it. Expressions in it are not expanded.
    public let name: String
    /// Where the name stands.
    public let location: SourceLocation
    /// What it is told: a map of texts.
    public var parameters = ValueTemplate.map([])
    /// Whether the stage ends only when what was started has ended.
    public var waits = false
    /// Whether a bad end of what was waited for is the stage's failure, too.
    public var propagates = true
}

extension TriggerStep {
    private static let parameterCharacters = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")

    /// Whether an expression can read a parameter of that name: `${setup.params.NAME}`.
    static func isParameter(_ name: String) -> Bool { !name.isEmpty && name.allSatisfy(parameterCharacters.contains) }
}

extension StageDecoder {
    /// The value of `trigger`.
    func trigger(_ node: YAMLNode) -> TriggerStep? {
        let known = ["name", "parameters", "wait", "propagate"]
        guard let map = decoder.mapping(node, field: "`trigger`", known: known) else { return nil }
        guard let nameNode = map["name"], !nameNode.isBlank else {
            decoder.report(
                "missing-key", "`trigger` has no `name`", at: node,
                hint: "name one of the `triggers` of the run configuration")
            return nil
        }
        guard let name = decoder.string(nameNode, field: "`trigger.name`") else { return nil }
        var step = TriggerStep(name: name, location: nameNode.location)
        for entry in map.entries where entry.key != "name" {
            switch entry.key {
            case "parameters" where !entry.value.isBlank:
                step.parameters = parameters(entry.value) ?? step.parameters
            case "wait" where !entry.value.isBlank:
                step.waits = decoder.boolean(entry.value, field: "`trigger.wait`") ?? false
            case "propagate" where !entry.value.isNull:
                step.propagates = decoder.boolean(entry.value, field: "`trigger.propagate`") ?? true
                guard !step.propagates, map["wait"]?.isBlank ?? true else { continue }
                decoder.report(
                    "no-effect", "`propagate` has no effect without `wait`", at: entry.value, severity: .warning,
                    hint: "write `wait: true`, or remove it")
            default: break
            }
        }
        return step
    }

    private func parameters(_ node: YAMLNode) -> ValueTemplate? {
        if node.isComputed { return decoder.value(node, field: "`trigger.parameters`") }
        guard let mapping = decoder.mapping(node, field: "`trigger.parameters`") else { return nil }
        return .map(
            mapping.entries.compactMap { entry in
                if !TriggerStep.isParameter(entry.key) {
                    decoder.report(
                        "invalid-value", "`\(entry.key)` is not the name of a parameter", at: entry.keyLocation,
                        hint: "use letters, digits, `_`, `-` and `.`, so that it can be read as `${setup.params.NAME}`")
                }
                return decoder.template(entry.value, field: "`trigger.parameters.\(entry.key)`").map {
                    (entry.key, .text($0))
                }
            })
    }
}

extension YAMLNode {
    /// Whether nothing is written there, or `null`.
    fileprivate var isNull: Bool {
        if case .scalar(let scalar) = content, case .null = scalar.resolved { true } else { false }
    }
}
