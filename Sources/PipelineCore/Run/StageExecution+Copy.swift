internal import BlubberConfig
internal import Diagnostics

extension CopyStep: StageStep {
    var templates: [Template] { entries.templates }

    func execute(in stage: inout StageExecution) async throws { try await stage.execute(self) }

    func plan(in stage: StageExecution) async -> StepPlan {
        let sources = (entries.items ?? [entries]).flatMap { stage.scope.preview($0["source"] ?? $0) }
        return StepPlan("copy", sources.joined(separator: ", "))
    }
}

/// One thing to copy, with its defaults filled in.
private struct Copy {
    let source: String
    let container: ContainerName
    let destination: String
    let isKept: Bool
}

extension StageExecution {
    /// Copies each entry in order and binds `artifactURLs`: a line for each, empty for what is not kept.
    fileprivate mutating func execute(_ step: CopyStep) async throws {
        guard case .list(let items) = try scope.evaluate(step.entries) else {
            throw StageFailure.refused(
                "`copy` of `\(stage.name)` must be a list, and `$merge` made something else of it",
                hint: "join lists with lists")
        }
        var artifacts: [String] = []
        for item in items { artifacts.append(try await execute(copy(item))) }
        try scope.bind("artifactURLs", text: artifacts.map { "\($0)\n" }.joined())
    }

    /// An entry that was evaluated, its defaults filled in.
    private func copy(_ item: StageValue) throws -> Copy {
        let fields: [String: StageValue]
        switch item {
        case .text(let source): fields = ["source": .text(source)]
        case .map(let entries): fields = entries
        case .list: throw refused("an entry of `copy` is a list: \(item)", hint: "write a path, or a map with `source`")
        }
        for key in fields.keys.sorted() where !StageDecoder.copyKeys.contains(key) {
            throw refused(
                "an entry of `copy` has the unknown key `\(key)`",
                hint: "the keys are \(StageDecoder.copyKeys.joined(separator: ", "))")
        }
        func text(_ key: String) -> String? {
            fields[key].flatMap { $0.isBlank ? nil : $0.description }
        }
        guard let source = text("source") else {
            throw refused(
                "an entry of `copy` has no `source`", hint: "say which file or folder of the container is meant")
        }
        let container = try text("from") ?? scope.expand(Template(variable: "container"))
        let place = CopyPattern(source).map { $0.folder.isEmpty ? "/" : $0.folder }
        return Copy(
            source: source, container: ContainerName(container), destination: text("destination") ?? place ?? source,
            isKept: !["", "false"].contains(text("archive") ?? ""))
    }

    private func execute(_ copy: Copy) async throws -> String {
        let workspace = run.environment.workspace
        var layers = pipeline.stages.filter { stageLeads($0.name) }.map {
            StageID(pipeline: pipeline.name, stage: $0.name)
        }
        layers.append(id)
        let (id, engine, destination, below) = (id, engine, path(of: copy.destination), layers)
        let placed = try await step("copy \(copy.source)") { output in
            let folder = try workspace.arrivalFolder()
            let (source, selection) = Self.fetching(copy.source)
            let target = if case .named(let name) = selection { name } else { "contents" }
            try await engine.copy(source, from: copy.container, to: "\(folder)/\(target)")
            let arrival = Arrival(
                folder: folder, selection: selection, destination: destination,
                isIntoFolder: copy.destination.hasSuffix("/"))
            return try workspace.place(arrival, in: id, over: below)
        }.value
        await run.copies.add(placed.files, of: id)
        return copy.isKept ? try await workspace.keep(placed.path, of: id) : ""
    }

    /// What the engine is asked for, and what of it is meant. Engines know no wildcards.
    private static func fetching(_ source: String) -> (source: String, selection: Arrival.Selection) {
        if let pattern = CopyPattern(source) { return ("\(pattern.folder)/", .matching(pattern)) }
        let path = source.hasPrefix("/") ? source : "/\(source)"
        if path.hasSuffix("/") || path.hasSuffix("/.") { return (path, .contents) }
        return (path, .named(String(path.split(separator: "/").last ?? "")))
    }

    /// Where in the repository a destination is: below the pipeline's folder, above which no `..` leads.
    private func path(of destination: String) -> String {
        var components: [Substring] = []
        for component in destination.split(separator: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        let directory = pipeline.directory.split(separator: "/")
        return (directory + components).joined(separator: "/")
    }

    private func stageLeads(_ name: String) -> Bool { pipeline.graph.ancestors(of: stage.name).contains(name) }

    private func refused(_ message: String, hint: String) -> StageFailure {
        .refused("`\(stage.name)` cannot copy: \(message)", hint: hint)
    }

    /// The stages before this one whose copied files a build of this stage sees, in an order in which each follows those it
    /// depends on.
    ///
    /// - Throws: `StageFailure` if two of them have copied the same file and neither follows the other.
    func copiedLayers() async throws -> [StageID] {
        let ancestors = pipeline.graph.ancestors(of: stage.name)
        var layers: [StageID] = []
        for name in pipeline.graph.sorted where ancestors.contains(name) {
            let layer = StageID(pipeline: pipeline.name, stage: name)
            guard await run.copies.has(layer) else { continue }
            let before = pipeline.graph.ancestors(of: name)
            for other in layers where !before.contains(other.stage) {
                guard let file = await run.copies.collision(of: other, and: layer) else { continue }
                throw StageFailure.refused(
                    "`\(other.stage)` and `\(name)` both copy \(file), and neither follows the other",
                    hint: "give them different destinations, or put one before the other in `execution`")
            }
            layers.append(layer)
        }
        return layers
    }
}
