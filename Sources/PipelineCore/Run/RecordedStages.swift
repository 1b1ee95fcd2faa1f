/// What an earlier attempt at a run has finished of a pipeline, as far as it can stand in for running it again.
struct RecordedStages {
    let run: PipelineRun
    let pipeline: Pipeline

    /// The outcomes by stage. Left out are those of which something is gone that a stage which is not finished may need: an
    /// image in the engine's storage, a container, a release, or files that were copied into the workspace.
    func usable() async -> [String: StageOutcome] {
        var outcomes: [String: StageOutcome] = [:]
        for stage in pipeline.stages {
            outcomes[stage.name] = run.recorded[StageID(pipeline: pipeline.name, stage: stage.name)]
        }
        guard !outcomes.isEmpty else { return [:] }
        // From the end: a stage that has to run again may need what those before it left.
        for name in pipeline.graph.sorted.reversed() {
            guard let outcome = outcomes[name] else { continue }
            let isNeeded = pipeline.stages.contains {
                outcomes[$0.name] == nil && pipeline.graph.ancestors(of: $0.name).contains(name)
            }
            if isNeeded, !(await isIntact(outcome, of: name)) { outcomes[name] = nil }
        }
        return outcomes
    }

    private func isIntact(_ outcome: StageOutcome, of name: String) async -> Bool {
        guard !pipeline.stagesWithReadContainers.contains(name),
            let stage = pipeline.stages.first(where: { $0.name == name }), stage.copy == nil, stage.deploy == nil
        else { return false }
        for image in outcome.built {
            guard let held = try? await run.environment.engine.inspect(image.id.hex), held.id == image.id else {
                return false
            }
        }
        return true
    }
}
