extension BuildPlan {
    /// The same plan with more labels on the image, which win over its own.
    ///
    /// They share the plan's one label instruction: an engine that is given them beside the Dockerfile may commit an image
    /// for each.
    public func labeled(_ labels: [String: String]) -> BuildPlan {
        guard let last = stages.last, !labels.isEmpty else { return self }
        var variables = labels.sorted { $0.key < $1.key }.map { Variable($0.key, $0.value) }
        var instructions = last.instructions
        if case .labels(let own)? = instructions.last {
            variables = own.filter { labels[$0.name] == nil } + variables
            instructions.removeLast()
        }
        instructions.append(.labels(variables))
        let stage = BuildStage(variant: last.variant, name: last.name, base: last.base, instructions: instructions)
        return BuildPlan(target: target, stages: stages.dropLast() + [stage])
    }
}
