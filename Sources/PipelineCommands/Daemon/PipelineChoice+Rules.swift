internal import FleetConfig
internal import PipelineCore

extension PipelineChoice {
    /// The pipelines that a repository's rules mean, and no action that they do not allow.
    init(rules: [PipelineRule]) {
        // Without a rule that says otherwise, the event decides.
        if rules.contains(where: { $0.pipelines != nil }) || rules.isEmpty {
            isMeant = { name in rules.contains { $0.covers(name) } }
        }
        check = { pipelines in
            for pipeline in pipelines { try Self.check(pipeline, rules: rules.filter { $0.covers(pipeline.name) }) }
        }
    }

    /// The pipeline that a trigger wants, or all that a merge runs, whatever was changed. `rules` are those for merges; a
    /// pipeline that none of them means may do everything, as the run configuration names it.
    init(triggered wanted: String?, rules: [PipelineRule]) {
        guard let wanted else {
            self.init(rules: rules)
            return
        }
        self.init(names: [wanted])
        check = { pipelines in
            for pipeline in pipelines {
                let covering = rules.filter { $0.covers(pipeline.name) }
                if !covering.isEmpty { try Self.check(pipeline, rules: covering) }
            }
        }
    }

    /// A pipeline may do what one of the rules for it allows.
    private static func check(_ pipeline: Pipeline, rules: [PipelineRule]) throws {
        let lists = rules.map(\.actions)
        guard !lists.contains(nil) else { return }
        let allowed = Set(lists.compactMap { $0 }.joined().map(\.rawValue))
        for stage in pipeline.stages {
            let excess = Set(stage.actions).subtracting(allowed).sorted()
            guard let first = excess.first else { continue }
            throw CommandExit(
                .badInput,
                "error: the stage `\(stage.name)` of the pipeline `\(pipeline.name)` has the action `\(first)`, which the "
                    + "fleet file does not allow for this event\n  help: it allows: \(allowed.sorted().joined(separator: ", "))"
            )
        }
    }
}
