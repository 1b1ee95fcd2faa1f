internal import PipelineCore

extension RunPlan {
    /// The plan as a person reads it.
    var text: String {
        pipelines.map { pipeline in
            "pipeline \(pipeline.name)\n" + pipeline.stages.map(\.text).joined()
        }.joined()
    }
}

extension RunPlan.StagePlan {
    fileprivate var text: String {
        let waits = after.isEmpty ? "" : "  after \(after.joined(separator: ", "))"
        let width = steps.map(\.action.count).max() ?? 0
        let lines = steps.map { step in
            let padding = String(repeating: " ", count: width - step.action.count)
            return "    \(step.action)\(step.text.isEmpty ? "" : "\(padding)  \(step.text)")\n"
        }
        return "  \(name)\(waits)\n" + lines.joined()
    }
}
