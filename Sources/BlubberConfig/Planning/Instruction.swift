/// One step of a stage.
public enum Instruction: Sendable, Hashable {
    /// Build arguments with literal default values, and besides them those that the engine sets by itself, such as
    /// `TARGETARCH`; they exist for build processes only.
    case arguments([Variable])
    /// Environment of later build processes and of the image; `$NAME` in values is expanded.
    case environment([Variable])
    /// Who runs later processes.
    case user(BuildUser)
    /// Where later processes run; made if it is missing.
    case workingDirectory(String)
    /// A process.
    case run(RunStep)
    /// Files from the context, another stage or an image.
    case copy(CopyStep)
    /// A small file whose text the plan holds, owned by root.
    case file(FileStep)
    /// The image's entrypoint in exec form; clears the default arguments.
    case entrypoint([String])
    /// Labels with literal values.
    case labels([Variable])

    /// What it reads from the build context.
    public var contextInputs: [ContextInput] {
        switch self {
        case .run(let step):
            step.mounts.compactMap { mount in
                guard case .bind(let bind) = mount, case .context = bind.from else { return nil }
                return ContextInput(path: bind.source ?? ".")
            }
        case .copy(let step):
            if case .context = step.from {
                step.sources.map { ContextInput(path: Path.clean($0), exclude: step.exclude) }
            } else {
                []
            }
        default: []
        }
    }

    /// The images outside the plan that it reads from.
    public var imageInputs: [BaseImage] {
        switch self {
        case .run(let step):
            step.mounts.compactMap { mount in
                if case .bind(let bind) = mount, case .image(let image) = bind.from { image } else { nil }
            }
        case .copy(let step): if case .image(let image) = step.from { [image] } else { [] }
        default: []
        }
    }

    /// Whether it can leave anything in the file system.
    var changesFiles: Bool {
        switch self {
        case .workingDirectory, .run, .copy, .file: true
        case .arguments, .environment, .user, .entrypoint, .labels: false
        }
    }
}
