public import Diagnostics
internal import PositionedYAML

/// Installs a chart with an image, tries it, and takes it away when the pipeline ends.
public struct DeployStep: Sendable {
    /// The chart's name.
    public var chart = Template(variable: "projectShortName", of: "setup")
    /// The chart's version; `nil` or a blank one for the newest.
    public var chartVersion: Template?
    /// The image's short name; `nil` for that of the image that the stage publishes.
    public var image: Template?
    /// The image's tag; `nil` for the primary one that the stage publishes.
    public var tag: Template?
    /// Whether the chart's tests are run.
    public var test = true
    /// How long installing, and testing, may take, in seconds; `nil` for the usual time.
    public var timeout: Template?
    /// Values over those that say which image it is: a map.
    public var overrides = ValueTemplate.map([])
    /// Where it is written.
    public var location: SourceLocation?

    /// How long installing may take if the step does not say it.
    static let usualTimeout = 120
}

extension StageDecoder {
    private static let deployKeys = ["chart", "image", "tag", "cluster", "test", "timeout", "overrides"]

    /// The value of `deploy`.
    func deploy(_ node: YAMLNode) -> DeployStep? {
        guard let map = decoder.mapping(node, field: "`deploy`", known: Self.deployKeys) else { return nil }
        var step = DeployStep()
        step.location = node.location
        for entry in map.entries {
            let field = "`deploy.\(entry.key)`"
            if entry.key == "test" {
                // A blank one means no, and only one with nothing behind it the default.
                if case .scalar(let scalar) = entry.value.content, scalar.resolved == .null { continue }
                step.test = !entry.value.isBlank && decoder.boolean(entry.value, field: field) ?? true
            }
            guard !entry.value.isBlank else { continue }
            switch entry.key {
            case "chart": readChart(entry.value, into: &step)
            case "image": step.image = decoder.template(entry.value, field: field)
            case "tag": step.tag = decoder.template(entry.value, field: field)
            case "timeout": step.timeout = timeout(entry.value, field: field)
            case "overrides": step.overrides = overrides(entry.value) ?? step.overrides
            case "cluster": checkCluster(entry.value)
            default: break
            }
        }
        return step
    }

    private func readChart(_ node: YAMLNode, into step: inout DeployStep) {
        let hint = "write `chart: {name: NAME, version: VERSION}`; where charts come from the run configuration says"
        if case .scalar = node.content {
            decoder.report(
                "wrong-type", "`deploy.chart` must be a map, not \(node.kindDescription)", at: node, hint: hint)
            return
        }
        let map = decoder.mapping(node, field: "`deploy.chart`", known: ["name", "version"])
        for entry in map?.entries ?? [] where !entry.value.isBlank {
            guard let text = decoder.template(entry.value, field: "`deploy.chart.\(entry.key)`") else { continue }
            if entry.key == "name" { step.chart = text } else { step.chartVersion = text }
        }
    }

    private func timeout(_ node: YAMLNode, field: String) -> Template? {
        guard let text = decoder.template(node, field: field) else { return nil }
        if text.isLiteral, DeployStep.seconds(text.source) == nil {
            decoder.report(
                "invalid-value", "\(field) cannot be `\(text.source)`", at: node,
                hint: "write a whole number of seconds")
        }
        return text
    }

    private func overrides(_ node: YAMLNode) -> ValueTemplate? {
        guard case .mapping = node.content else {
            decoder.report("wrong-type", "`deploy.overrides` must be a map, not \(node.kindDescription)", at: node)
            return nil
        }
        return decoder.value(node, field: "`deploy.overrides`")
    }

    private func checkCluster(_ node: YAMLNode) {
        guard let text = decoder.string(node, field: "`deploy.cluster`"), text != "ci" else { return }
        decoder.report(
            "invalid-value", "`deploy.cluster` cannot be `\(text)`", at: node,
            hint: "leave it out: which cluster it is the run configuration says")
    }
}

extension DeployStep {
    /// A length of time as a person writes it: 1 to a million seconds.
    static func seconds(_ text: String) -> Int? { Int(text).flatMap { 1...1_000_000 ~= $0 ? $0 : nil } }
}
