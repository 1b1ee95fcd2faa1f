/// What a run would do, in the order in which its stages are written.
public struct RunPlan: Sendable, Encodable {
    /// The pipelines, in the order in which they run.
    public let pipelines: [PipelinePlan]

    /// One pipeline.
    public struct PipelinePlan: Sendable, Encodable {
        /// Its name.
        public let name: String
        /// Its stages, each after those it waits for.
        public let stages: [StagePlan]
    }

    /// One stage.
    public struct StagePlan: Sendable, Encodable {
        /// Its name.
        public let name: String
        /// The stages that it waits for, those that others of these wait for left out.
        public let after: [String]
        /// Its steps, in the order in which they are taken.
        public let steps: [StepPlan]
    }
}

/// What a step would do. Expressions that only the run can evaluate stand in it as written.
public struct StepPlan: Sendable, Encodable {
    /// Its key: `build`, `run` and so on.
    public var action: String
    /// What it does, as a phrase.
    public var text: String
    /// The names that it publishes an image under; empty for other steps.
    public var names: [String] = []

    init(_ action: String, _ text: String, names: [String] = []) {
        self.action = action
        self.text = text
        self.names = names
    }
}

extension PipelineRun {
    /// What `execute()` would do. Nothing is done to find out.
    public func plan() async -> RunPlan {
        var planned: [RunPlan.PipelinePlan] = []
        for pipeline in pipelines {
            var stages: [RunPlan.StagePlan] = []
            for name in pipeline.graph.sorted {
                guard let stage = pipeline.stages.first(where: { $0.name == name }) else { continue }
                let scope = scope(of: stage, in: pipeline, values: [:])
                let execution = StageExecution(run: self, pipeline: pipeline, stage: stage, scope: scope)
                var steps: [StepPlan] = []
                for step in stage.steps { steps.append(await step.plan(in: execution)) }
                if let told = execution.planOfNotify() { steps.append(told) }
                stages.append(
                    RunPlan.StagePlan(name: name, after: pipeline.graph.nearest(before: name), steps: steps))
            }
            planned.append(RunPlan.PipelinePlan(name: pipeline.name, stages: stages))
        }
        return RunPlan(pipelines: planned)
    }
}

extension ExecutionGraph {
    /// The predecessors of a stage without those that lead to others of them: to wait for the rest is to wait for all.
    public func nearest(before node: String) -> [String] {
        let direct = predecessors[node] ?? []
        let implied = direct.reduce(into: Set<String>()) { $0.formUnion(ancestors(of: $1)) }
        return nodes.filter { direct.contains($0) && !implied.contains($0) }
    }
}

extension ValueScope {
    /// The template as far as it can be expanded now; what only the run knows stays as written.
    func preview(_ template: Template) -> String {
        (try? expand(template))
            ?? template.parts.map { part in
                switch part {
                case .literal(let text): text
                case .variable(let variable): (try? expand(Template(variable.source, at: nil))) ?? variable.source
                }
            }.joined()
    }

    /// The texts of a list as far as they are known; what `$each` makes is told in words.
    func preview(_ value: ValueTemplate) -> [String] {
        if case .list(let evaluated)? = try? evaluate(value) { return evaluated.map(\.description) }
        switch value {
        case .list(let items): return items.flatMap(preview)
        case .text(let template), .number(let template): return [preview(template)]
        case .map(let entries):
            return ["[" + entries.map { "\($0.key):\(preview($0.value).joined())" }.joined(separator: ", ") + "]"]
        case .each(let each):
            return [preview(each.yield).joined() + " for each of " + preview(each.source).joined(separator: ", ")]
        case .merge(let first, let second, _): return preview(first) + preview(second)
        }
    }
}
