public import Diagnostics

/// One pipeline of `.pipeline/config.yaml`, with its defaults filled in.
public struct Pipeline: Sendable {
    /// Its name.
    public let name: String
    /// Its stages as written.
    public let stages: [Stage]
    /// The arcs between its stages.
    public let graph: ExecutionGraph
    /// The folder its steps work in, relative to the repository's root; empty for the root.
    public let directory: String
    /// Where the folder is given; `nil` for the default.
    var directoryLocation: SourceLocation?

    /// Whether a stage gives something away: publishes, promotes, deploys or triggers.
    public var isPublishing: Bool { stages.contains { $0.isPublishing } }

    /// Whether a stage publishes an image.
    public var publishesImages: Bool { stages.contains { $0.publish != nil } }

    /// Whether a stage runs a container.
    public var runsContainers: Bool { stages.contains { $0.run != nil } }

    /// The names of what its stages start elsewhere.
    public var triggerNames: Set<String> { Set(stages.compactMap { $0.trigger?.name }) }

    /// The IDs of the credentials that its containers are given.
    public var credentialIDs: Set<String> { Set(stages.flatMap { $0.run?.credentials.map(\.id) ?? [] }) }

    /// The Blubber files that its builds use, below `.pipeline`, as far as they do not depend on a run.
    public var literalBlubberFiles: [String] {
        stages.compactMap { stage in
            guard stage.build != nil, case .path(let path) = stage.blubberFile, path.isLiteral else { return nil }
            return RepositoryPath.normalized(path.source)
        }
    }
}

/// One stage: a node of the graph with the steps it takes.
public struct Stage: Sendable {
    /// Its name.
    public let name: String
    /// Where it begins; `nil` in the conventional pipeline.
    public let location: SourceLocation?
    /// Where its name is given; `nil` in the conventional pipeline.
    var nameLocation: SourceLocation?
    /// The Blubber file its build uses.
    public var blubberFile: BlubberFile
    /// Builds a variant.
    public var build: BuildStep?
    /// Runs an image.
    public var run: RunStep?
    /// Copies files out of containers.
    public var copy: CopyStep?
    /// Publishes an image.
    public var publish: PublishStep?
    /// Writes versions into the repository that deployments are made from.
    public var promote: PromoteStep?
    /// Installs a chart and tries it.
    public var deploy: DeployStep?
    /// Binds names for later stages to read.
    public var exports: ExportStep?
    /// Starts something elsewhere.
    public var trigger: TriggerStep?
    /// Tells people if the stage fails: its own settings over the pipeline's.
    public var notify: NotifySettings?
    /// The keys it has besides `name`, blank ones included, in written order; the short form has `build` and `run`.
    public var keys: [StageKey] = []

    var isPublishing: Bool { steps.contains(where: \.isPublishing) }

    init(name: String, location: SourceLocation?, blubberFile: BlubberFile) {
        self.name = name
        self.location = location
        self.blubberFile = blubberFile
    }
}

/// Which Blubber document a build uses.
public enum BlubberFile: Sendable {
    /// A path below the repository's `.pipeline` folder, expressions to be expanded.
    case path(Template)
    /// A document in `config.yaml` itself.
    case inline(InlineBlubberFile)
}

/// Builds a variant of the Blubber file.
public struct BuildStep: Sendable {
    /// The variant.
    public var variant = Template(variable: "stage")
    /// The context folder, relative to the pipeline's directory.
    public var context = Template(literal: ".")
    /// Whether parents are asked for at their registry each time: `always`, or any other text; `nil` for what the run's
    /// settings say.
    public var pullPolicy: Template?
    /// Patterns that take the place of the context's ignore file for this build: a list.
    public var excludes: ValueTemplate?
}

/// Runs an image that this pipeline built.
public struct RunStep: Sendable {
    /// The image's ID.
    public var image = Template(variable: "imageID")
    /// What follows the entrypoint: a list.
    public var arguments = ValueTemplate.empty
    /// Environment on top of the image's: a map.
    public var environment = ValueTemplate.map([])
    /// What it is given to prove itself to other systems.
    public var credentials: [CredentialBinding] = []
    /// How many last lines of standard output are bound as `output`; negative for all.
    public var tail = 0
}

/// Publishes an image under a name and tags.
public struct PublishStep: Sendable {
    /// The image's ID.
    public var id = Template(variable: "imageID")
    /// The image's name below the registry.
    public var name = Template(variable: "project", of: "setup")
    /// The primary tag.
    public var tag = Template(joining: [
        Template(variable: "timestamp", of: "setup"), Template(literal: "-"), Template(variable: "stage"),
    ])
    /// Further tags: a list.
    public var tags = ValueTemplate.list([.text(Template(variable: "tag", of: "setup"))])
    /// Where it is written.
    public var location: SourceLocation?
}

/// Binds names for later stages to read.
public struct ExportStep: Sendable {
    /// The names and their values, in written order.
    public var entries: [(name: String, value: ValueTemplate)] = []
}
