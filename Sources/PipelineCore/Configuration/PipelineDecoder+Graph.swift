internal import Diagnostics
internal import PositionedYAML

extension PipelineDecoder {
    /// The graph that `execution` describes; one path through all stages where it is blank.
    func graph(of stages: DecodedStages, execution node: YAMLNode?) -> ExecutionGraph? {
        let names = stages.names
        guard let node, !node.isBlank else { return ExecutionGraph(nodes: names, paths: [names]) }
        guard let lists = decoder.sequence(node, field: "`execution`") else { return nil }
        var paths: [[String]] = []
        for list in lists {
            guard let items = decoder.sequence(list, field: "each branch of `execution`") else { return nil }
            var path: [String] = []
            for item in items {
                guard let stage = decoder.string(item, field: "a stage in `execution`") else { continue }
                if path.contains(stage) {
                    decoder.report("repeated-stage", "the branch mentions `\(stage)` twice", at: item)
                } else {
                    checkMention(stage, at: item, among: stages)
                    path.append(stage)
                }
            }
            paths.append(path)
        }
        let mentioned = Set(paths.joined())
        for stage in stages.decoded where !mentioned.contains(stage.name) {
            decoder.report(
                "unreached-stage", "no branch of `execution` mentions the stage `\(stage.name)`", at: stage.location,
                hint: "add it to a branch, or remove the stage")
        }
        return ExecutionGraph(nodes: names, paths: paths.map { $0.filter(names.contains) })
    }

    private func checkMention(_ stage: String, at node: YAMLNode, among stages: DecodedStages) {
        if StageDecoder.reservedNames.contains(stage) {
            decoder.report("reserved-name", "`\(stage)` is a reserved stage name", at: node)
        } else if stages.isComplete, !stages.names.contains(stage) {
            decoder.report(
                "unknown-stage", "`execution` mentions a stage `\(stage)` that `\(name)` does not have", at: node,
                notes: ["its stages: \(stages.names.joined(separator: ", "))"],
                hint: decoder.near(stage, among: stages.names).map { "did you mean `\($0)`?" })
        }
    }

    /// A stage reads values of those that lead to it, and of no others.
    func checkReferences(of stage: Stage, graph: ExecutionGraph, stages: DecodedStages) {
        let templates = stage.templates.filter(\.readsStages)
        guard !templates.isEmpty else { return }
        let readable = graph.ancestors(of: stage.name).union(["setup"])
        for template in templates {
            for named in template.namedStages where !readable.contains(named) {
                if template.isInsideLoop, named == stage.name { continue }
                guard stages.isComplete || stages.names.contains(named) else { continue }
                let near = decoder.near(named, among: readable.sorted()).map { "did you mean `\($0)`?" }
                let own = named == stage.name ? "a stage reads its own values as `${.key}`" : nil
                decoder.report(
                    "unreadable-stage",
                    "`\(stage.name)` cannot read values of `\(named)`: it does not follow it in the graph",
                    at: template.location ?? stage.location, hint: own ?? near)
            }
        }
    }
}
