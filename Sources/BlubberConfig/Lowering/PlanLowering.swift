internal import Diagnostics
internal import Hashing
internal import OCI

/// Says with what a frontend has what the plan says with more.
///
/// The image is the same; the plan may get further stages, and its copies may read from a prepared context.
struct PlanLowering {
    let plan: BuildPlan
    let options: DockerfileOptions
    private(set) var folders: [ContextFolder] = []
    private(set) var findings = DiagnosticList()
    private var stages: [BuildStage] = []
    private var stageNames: Set<String>
    /// Whether the context's own files are below a folder of the prepared context.
    let preparesContext: Bool

    var dialect: DockerfileDialect { options.dialect }

    init(plan: BuildPlan, options: DockerfileOptions) {
        self.plan = plan
        self.options = options
        let images = plan.baseImages.map { $0.reference.description.lowercased() }
        stageNames = Set(plan.stages.map(\.name) + images + ["scratch", "context"])
        preparesContext = plan.stages.lazy.flatMap(\.instructions).contains { instruction in
            if case .copy(let step) = instruction { step.needsPreparedContext(for: options.dialect) } else { false }
        }
    }

    mutating func lowered() -> BuildPlan {
        for stage in plan.stages {
            var instructions: [Instruction] = []
            var parent: String?
            var variables = StageVariables(arguments: options.arguments)
            for instruction in stage.instructions {
                variables.note(instruction)
                switch instruction {
                case .copy(let step): instructions.append(.copy(lowered(step, in: stage)))
                case .run(let step) where !step.mounts.isEmpty && !dialect.snapshotMounts:
                    parent = addHelper(
                        for: stage, "before", base: parent == nil ? stage.base : nil, parent: parent, instructions)
                    instructions = [.arguments(variables.arguments(of: stage))] + lowered(step, in: stage, variables)
                    instructions += restoration(of: instructions, from: parent)
                case .run(let step): instructions += lowered(step, in: stage, variables)
                default: instructions.append(instruction)
                }
            }
            stages.append(
                BuildStage(
                    variant: stage.variant, name: stage.name, base: parent == nil ? stage.base : nil,
                    parentStage: parent, instructions: instructions))
        }
        return BuildPlan(target: plan.target, stages: stages)
    }

    mutating func report(_ code: String, _ message: String, at location: SourceLocation, hint: String) {
        findings.append(Diagnostic(code: "blubber.\(code)", message, at: location, hint: hint))
    }

    /// Adds a stage in front of the one that is being lowered; returns its name.
    mutating func addHelper(
        for stage: BuildStage, _ purpose: String, base: BaseImage?, parent: String? = nil, _ instructions: [Instruction]
    ) -> String {
        var number = 1
        while !stageNames.insert("\(stage.name)-\(purpose)-\(number)").inserted { number += 1 }
        let name = "\(stage.name)-\(purpose)-\(number)"
        stages.append(
            BuildStage(variant: stage.variant, name: name, base: base, parentStage: parent, instructions: instructions))
        return name
    }

    private mutating func lowered(_ step: CopyStep, in stage: BuildStage) -> CopyStep {
        if step.from == .context { return loweredFromContext(step) }
        if !step.exclude.isEmpty, !dialect.copyExclude { return filtered(step, for: stage) }
        return step.needsMatch(in: dialect) ? withEmptyFolder(step, for: stage) : step
    }

    /// The same copy with a source that is always there, in a stage that has everything of the one that it reads from.
    private mutating func withEmptyFolder(_ step: CopyStep, for stage: BuildStage) -> CopyStep {
        let empty = "/.pipeline-runner-empty/"
        // No program is needed to make it, as there may be none.
        let instructions = [
            Instruction.copy(
                CopyStep(
                    from: .context, sources: [use(.empty, for: "./")], destination: empty, exclude: [],
                    ownedByLives: false, location: step.location))
        ]
        let helper =
            switch step.from {
            case .context: stage.name
            case .stage(let name): addHelper(for: stage, "matched", base: nil, parent: name, instructions)
            case .image(let image): addHelper(for: stage, "matched", base: image, instructions)
            }
        return step.copying(step.sources + [empty], from: .stage(helper), isIntoFolder: true)
    }

    mutating func loweredFromContext(_ step: CopyStep) -> CopyStep {
        guard preparesContext else { return step }
        guard step.needsPreparedContext(for: dialect), let patterns = try? PathPatterns(step.exclude) else {
            return step.copying(step.sources.map { use(.whole, for: $0) })
        }
        var sources = step.sources.map { source in
            if step.exclude.isEmpty { return use(.whole, for: source) }
            let clean = Path.clean(source)
            let key = ([clean] + step.exclude).joined(separator: "\n")
            let folder = ContextFolder(
                name: "files-\(SHA256.hex(of: key.utf8).prefix(12))", source: clean, exclude: patterns,
                excludeTexts: step.exclude)
            return use(folder, for: source)
        }
        if step.needsMatch(in: dialect) {
            sources.append(use(.empty, for: "./"))
        }
        return step.copying(sources, isIntoFolder: sources.count > 1)
    }

    /// Where `source` is in `folder`, which the context then must have.
    mutating func use(_ folder: ContextFolder, for source: String) -> String {
        if !folders.contains(folder) { folders.append(folder) }
        let clean = Path.clean(source)
        if clean == "." { return "\(folder.name)/" }
        return "\(folder.name)/\(clean)" + (Path.endsInSlash(source) ? "/" : "")
    }
}
