internal import Diagnostics
internal import PositionedYAML

/// Decodes one pipeline and checks its graph.
struct PipelineDecoder {
    let decoder: YAMLDecoder
    let name: String

    func decode(_ node: YAMLNode) -> Pipeline? {
        guard let mapping = decoder.mapping(node, field: "the pipeline `\(name)`") else { return nil }
        let file = blubberFile(mapping["blubberfile"]) ?? .path(Template(literal: "\(name)/blubber.yaml"))
        let directory = directory(mapping["directory"])
        fetch(mapping["fetch"])
        guard let stagesNode = mapping["stages"] else {
            decoder.report("missing-key", "the pipeline `\(name)` has no `stages`", at: node)
            return nil
        }
        guard let items = decoder.sequence(stagesNode, field: "`stages`") else { return nil }
        if items.isEmpty { decoder.report("empty", "the pipeline `\(name)` has no stages", at: stagesNode) }
        var stages: [Stage] = []
        for (index, item) in items.enumerated() {
            let stageDecoder = StageDecoder(
                decoder: decoder, index: index, blubberFile: file, blubberFileOf: blubberFile)
            guard var stage = stageDecoder.decode(item) else { continue }
            if let first = stages.first(where: { $0.name == stage.name }) {
                decoder.report(
                    "repeated-stage", "two stages are called `\(stage.name)`", at: item,
                    notes: ["the first is in line \(first.location?.line ?? 0)"])
                continue
            }
            if let notify = mapping["notify"] {
                stage.unavailable.append(UnavailableStep(name: "notify", location: notify.location))
            }
            stages.append(stage)
        }
        guard let graph = graph(of: stages, execution: mapping["execution"]) else { return nil }
        return ordered(stages, graph: graph, directory: directory)
    }

    private func ordered(_ stages: [Stage], graph: ExecutionGraph, directory: String) -> Pipeline? {
        guard let order = graph.topologicalOrder else {
            let cycle = (graph.cycle ?? []).map { "`\($0)`" }.joined(separator: " → ")
            decoder.report(
                "cycle", "the stages of `\(name)` wait for each other: \(cycle)", at: stages.first?.location)
            return nil
        }
        let sorted = order.compactMap { stageName in stages.first { $0.name == stageName } }
        for stage in sorted { checkReferences(of: stage, graph: graph) }
        return Pipeline(name: name, stages: sorted, graph: graph, directory: directory)
    }

    private func blubberFile(_ node: YAMLNode?) -> BlubberFile? {
        guard let node else { return nil }
        if case .mapping = node.content {
            decoder.report(
                "unavailable", "an inline `blubberfile` cannot be used yet", at: node,
                hint: "put the document in a file below `.pipeline` and give its path")
            return nil
        }
        guard let path = decoder.string(node, field: "`blubberfile`"), !path.isEmpty else { return nil }
        guard !RepositoryPath.escapes(path) else {
            decoder.report("path-escapes", "`blubberfile` leaves the `.pipeline` folder: `\(path)`", at: node)
            return nil
        }
        return decoder.template(path, at: node).map(BlubberFile.path)
    }

    private func directory(_ node: YAMLNode?) -> String {
        guard let node, let path = decoder.string(node, field: "`directory`") else { return "" }
        guard let clean = RepositoryPath.normalized(path) else {
            decoder.report("path-escapes", "`directory` leaves the repository: `\(path)`", at: node)
            return ""
        }
        return clean
    }

    /// Depth and tags do not matter to a checkout out of a local repository, but the keys must be right.
    private func fetch(_ node: YAMLNode?) {
        guard let node,
            let mapping = decoder.mapping(node, field: "`fetch`", known: ["depth", "shallow", "submodules", "tags"])
        else { return }
        for entry in mapping.entries {
            switch entry.key {
            case "depth": _ = decoder.integer(entry.value, field: "`fetch.depth`")
            case "shallow", "submodules", "tags": _ = decoder.boolean(entry.value, field: "`fetch.\(entry.key)`")
            default: break
            }
        }
    }

    private func graph(of stages: [Stage], execution node: YAMLNode?) -> ExecutionGraph? {
        let names = stages.map(\.name)
        guard let node, !node.isBlank else { return ExecutionGraph(nodes: names, paths: [names]) }
        guard let lists = decoder.sequence(node, field: "`execution`") else { return nil }
        var paths: [[String]] = []
        for list in lists {
            guard let items = decoder.sequence(list, field: "each branch of `execution`") else { return nil }
            var path: [String] = []
            for item in items {
                guard let stage = decoder.string(item, field: "a stage in `execution`") else { continue }
                checkMention(stage, at: item, in: path, among: names)
                path.append(stage)
            }
            paths.append(path)
        }
        let mentioned = Set(paths.joined())
        for stage in stages where !mentioned.contains(stage.name) {
            decoder.report(
                "unreached-stage", "no branch of `execution` mentions the stage `\(stage.name)`", at: stage.location,
                hint: "add it to a branch, or remove the stage")
        }
        return ExecutionGraph(nodes: names, paths: paths.map { $0.filter(names.contains) })
    }

    private func checkMention(_ stage: String, at node: YAMLNode, in path: [String], among names: [String]) {
        if path.contains(stage) {
            decoder.report("repeated-stage", "the branch mentions `\(stage)` twice", at: node)
        } else if StageDecoder.reservedNames.contains(stage) {
            decoder.report("reserved-name", "`\(stage)` is a reserved stage name", at: node)
        } else if !names.contains(stage) {
            decoder.report(
                "unknown-stage", "`execution` mentions a stage `\(stage)` that `\(name)` does not have", at: node,
                notes: ["its stages: \(names.joined(separator: ", "))"],
                hint: nearMatch(to: stage, among: names).map { "did you mean `\($0)`?" })
        }
    }

    private func checkReferences(of stage: Stage, graph: ExecutionGraph) {
        let readable = graph.ancestors(of: stage.name).union(["setup"])
        for template in stage.templates {
            for named in template.namedStages where !readable.contains(named) {
                let near = nearMatch(to: named, among: readable.sorted()).map { "did you mean `\($0)`?" }
                let own = named == stage.name ? "a stage reads its own values as `${.key}`" : nil
                decoder.report(
                    "unreadable-stage",
                    "`\(stage.name)` cannot read values of `\(named)`: it does not follow it in the graph",
                    at: template.location ?? stage.location, hint: own ?? near)
            }
        }
    }
}
