internal import ArgumentParser
internal import ImageTree
internal import OCI
internal import PipelineCore

struct BaseBuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Builds base images from Debian packages and loads them into the engine.",
        discussion: """
            Takes definitions, or folders of them. A definition that was built today is taken from the cache. Images are \
            called localhost/base/NAME here, and NAME below a registry's prefix. Prints each name with the image's ID.

            Example:
              pipeline-runner base build pipelines/base/bookworm.yaml
            """)

    @Argument(help: ArgumentHelp("Definitions, or folders of them.", valueName: "file|folder"))
    var paths: [String] = ["pipelines/base"]

    @Flag(help: "Builds anew even if today's build is in the cache.")
    var refresh = false

    @Option(
        help: ArgumentHelp(
            "Where the images are pushed to, besides: docker://HOST[:PORT]/PREFIX or oci:FOLDER.",
            discussion: "Defaults to what the run configuration says; without that they stay here."))
    var registry: String?

    @Flag(inversion: .prefixedNo, help: "Whether images are pushed. By default they are if there is a registry.")
    var publish: Bool?

    @OptionGroup var configurationOption: ConfigurationOption
    @OptionGroup var engineOptions: EngineOptions

    func run() async throws {
        let context = CommandContext.ofProcess()
        let file = try configurationOption.read(repositoryAt: ".", context)
        let target = try target(file, context)
        let definitions = try definitions(context)
        let engine = try await engineOptions.select(context, file.configuration, warn: context.warn)
        let cache = "\(context.cacheFolder)/base"
        let builder = BaseImageBuilder(runner: context.runner, cacheFolder: cache)
        let publisher = BaseImagePublisher(
            engine: engine, cacheFolder: cache,
            smokeTest: SmokeTest(settings: try engineOptions.processSettings(context)))
        for definition in definitions {
            let output: OutputHandler = { context.standardError.write("[\(definition.name)] \($0.text)\n") }
            let base = try await base(of: definition, builder: builder, now: context.now.seconds, output: output)
            var destination: (@Sendable (ImageReference) throws -> ImageDestination)?
            if let target {
                destination = { reference in
                    try target.destination(name: definition.name, tag: reference.tag ?? "latest")
                }
            }
            let published = try await publisher.publish(base, to: destination, output: output)
            for reference in published.references {
                let digest = published.digests[reference].map { " \($0)" } ?? ""
                context.standardOutput.write("\(reference) sha256:\(published.image)\(digest)\n")
            }
        }
    }

    private func target(_ file: RunnerFile, _ context: CommandContext) throws -> Registry? {
        let target = try Registry.configured(file.configuration, flag: registry, context: context)
        if publish == true, target == nil {
            throw CommandExit(.badInput, "error: there is no registry to publish to\n  help: name it with --registry")
        }
        return publish == false ? nil : target
    }

    private func base(
        of definition: BaseDefinition, builder: BaseImageBuilder, now: Int, output: @escaping OutputHandler
    ) async throws -> BuiltBase {
        if !refresh, let cached = try await builder.cached(definition, now: now) {
            output(OutputLine(.standardError, "taken from the cache: built today"))
            return cached
        }
        return try await builder.build(definition, now: now, output: output)
    }

    /// Reads all definitions before anything is built, so that a mistake in the last one costs no time.
    private func definitions(_ context: CommandContext) throws -> [BaseDefinition] {
        let found = try BaseDefinitions.read(paths, context: context)
        return found.filter { entry in
            let architecture = entry.definition.architecture
            guard entry.isFromFolder, architecture != .host else { return true }
            context.warn(
                "\(entry.file) is left out: it is for \(architecture.rawValue); name the file to build it here")
            return false
        }.map(\.definition)
    }
}
