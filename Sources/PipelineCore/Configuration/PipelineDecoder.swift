internal import Diagnostics
internal import PositionedYAML

/// Decodes one pipeline and checks its graph.
struct PipelineDecoder {
    private static let keys = ["blubberfile", "directory", "execution", "fetch", "notify", "stages"]

    /// Pipelines of people have a dozen; the work of ordering them grows with the square.
    private static let stageLimit = 250

    let decoder: YAMLDecoder
    let name: String

    func decode(_ node: YAMLNode) -> Pipeline? {
        guard let mapping = decoder.mapping(node, field: "the pipeline `\(name)`") else { return nil }
        checkKeys(mapping)
        let directory = directory(mapping["directory"])
        fetch(mapping["fetch"])
        guard let stages = stages(mapping, of: node) else { return nil }
        let notify = mapping["notify"].flatMap(decoder.notify)
        guard let graph = graph(of: stages, execution: mapping["execution"]) else { return nil }
        guard let order = graph.topologicalOrder else {
            let cycle = (graph.cycle ?? []).map { "`\($0)`" }.joined(separator: " → ")
            decoder.report(
                "cycle", "the stages of `\(name)` wait for each other: \(cycle)", at: mapping["execution"] ?? node)
            return nil
        }
        let sorted = order.compactMap { stageName in stages.decoded.first { $0.name == stageName } }
        for stage in sorted {
            checkReferences(of: stage, graph: graph, stages: stages)
            checkContext(of: stage, directory: directory)
        }
        checkTags(of: sorted)
        let informing = stages.decoded.map { stage in
            var stage = stage
            if notify != nil { stage.notify = (stage.notify ?? NotifySettings()).over(notify) }
            return stage
        }
        var pipeline = Pipeline(name: name, stages: informing, graph: graph, directory: directory)
        pipeline.directoryLocation = mapping["directory"]?.location
        return pipeline
    }

    /// Further keys are tolerated, but one that is nearly right is a slip.
    private func checkKeys(_ mapping: YAMLMapping) {
        for entry in mapping.entries where !Self.keys.contains(entry.key) {
            guard let near = decoder.near(entry.key, among: Self.keys) else { continue }
            decoder.report(
                "unknown-key", "unknown key `\(entry.key)` in the pipeline `\(name)` has no effect",
                at: entry.keyLocation, length: entry.key.unicodeScalars.count, severity: .warning,
                hint: "did you mean `\(near)`?")
        }
    }

    private func stages(_ mapping: YAMLMapping, of node: YAMLNode) -> DecodedStages? {
        let file = blubberFile(mapping["blubberfile"]) ?? .path(Template(literal: "\(name)/blubber.yaml"))
        guard let stagesNode = mapping["stages"] else {
            decoder.report("missing-key", "the pipeline `\(name)` has no `stages`", at: node)
            return nil
        }
        guard let items = decoder.sequence(stagesNode, field: "`stages`") else { return nil }
        guard items.count <= Self.stageLimit else {
            decoder.report(
                "too-many-stages",
                "the pipeline `\(name)` has \(items.count) stages; at most \(Self.stageLimit) are read",
                at: stagesNode)
            return nil
        }
        if items.isEmpty { decoder.report("empty", "the pipeline `\(name)` has no stages", at: stagesNode) }
        var stages = DecodedStages()
        for (index, item) in items.enumerated() {
            let stageDecoder = StageDecoder(
                decoder: decoder, index: index, blubberFile: file, blubberFileOf: blubberFile)
            guard let stage = stageDecoder.decode(item) else {
                stages.isComplete = false
                continue
            }
            if let first = stages.decoded.first(where: { $0.name == stage.name }) {
                decoder.report(
                    "repeated-stage", "two stages are called `\(stage.name)`", at: item,
                    notes: ["the first is in line \(first.location?.line ?? 0)"])
                continue
            }
            stages.decoded.append(stage)
        }
        return stages
    }

    private func blubberFile(_ node: YAMLNode?) -> BlubberFile? {
        guard let node, !node.isBlank else { return nil }
        if case .mapping = node.content { return InlineBlubberFile(node, decoder: decoder).map(BlubberFile.inline) }
        guard let path = decoder.string(node, field: "`blubberfile`") else { return nil }
        guard RepositoryPath.normalized(path) != nil else {
            decoder.report("path-escapes", "`blubberfile` leaves the `.pipeline` folder: `\(path)`", at: node)
            return nil
        }
        return decoder.template(path, at: node).map(BlubberFile.path)
    }

    private func directory(_ node: YAMLNode?) -> String {
        guard let node, !node.isBlank, let path = decoder.string(node, field: "`directory`") else { return "" }
        guard let clean = RepositoryPath.normalized(path) else {
            decoder.report("path-escapes", "`directory` leaves the repository: `\(path)`", at: node)
            return ""
        }
        return clean
    }

    /// Depth and tags do not matter to a checkout out of a local repository, but the keys must be right.
    private func fetch(_ node: YAMLNode?) {
        guard let node, !node.isBlank,
            let mapping = decoder.mapping(node, field: "`fetch`", known: ["depth", "shallow", "submodules", "tags"])
        else { return }
        for entry in mapping.entries where !entry.value.isBlank {
            switch entry.key {
            case "depth": _ = decoder.integer(entry.value, field: "`fetch.depth`")
            case "shallow", "submodules", "tags": _ = decoder.boolean(entry.value, field: "`fetch.\(entry.key)`")
            default: break
            }
        }
    }
}

/// The stages of a pipeline as far as they could be decoded.
struct DecodedStages {
    var decoded: [Stage] = []
    /// Whether none is missing; a name that no stage has may be a missing one's.
    var isComplete = true

    var names: [String] { decoded.map(\.name) }
}
