internal import OCI

/// All that is to be built for one variant, ready to be printed as a Dockerfile.
public struct BuildPlan: Sendable, Hashable {
    /// The variant asked for.
    public let target: String
    /// What to build: dependencies before dependents, the target last.
    public let stages: [BuildStage]

    /// The name to pass to an engine's `--target`.
    public var targetStage: String { stages.last?.name ?? target }

    /// The images that must be at hand before the build: bases and sources of copies and mounts, each once, with the
    /// place of its first mention.
    public var baseImages: [BaseImage] {
        var seen = Set<ImageReference>()
        return stages.flatMap { stage in (stage.base.map { [$0] } ?? []) + stage.imageInputs }
            .filter { seen.insert($0.reference).inserted }
    }

    /// The paths of the context that the build reads, each once, in the order of the instructions.
    public var contextPaths: [ContextInput] {
        var seen = Set<ContextInput>()
        return stages.flatMap(\.contextInputs).filter { seen.insert($0).inserted }
    }

    package init(target: String, stages: [BuildStage]) {
        self.target = target
        self.stages = stages
    }
}
