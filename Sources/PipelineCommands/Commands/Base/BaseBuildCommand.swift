internal import ArgumentParser
internal import Diagnostics
internal import FoundationEssentials
internal import ImageTree
internal import OCI
internal import PipelineCore

struct BaseBuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Builds base images from Debian packages and loads them into the engine.",
        discussion: """
            Takes definitions, or folders of them. A definition that was built today is taken from the cache. Prints each \
            name with the image's ID.

            Example:
              pipeline-runner base build pipelines/base/bookworm.yaml
            """)

    @Argument(help: ArgumentHelp("Definitions, or folders of them.", valueName: "file|folder"))
    var paths: [String] = ["pipelines/base"]

    @Flag(help: "Builds anew even if today's build is in the cache.")
    var refresh = false

    @Option(help: "Where the images are pushed to, besides: docker://HOST[:PORT]/PREFIX or oci:FOLDER.")
    var registry: String?

    @OptionGroup var configurationOption: ConfigurationOption
    @OptionGroup var engineOptions: EngineOptions

    func run() async throws {
        let context = CommandContext.ofProcess()
        let target = try registry.map { text throws(Registry.InvalidRegistry) in
            try Registry(text, currentFolder: context.currentFolder)
        }
        let definitions = try definitions(context)
        let file = try configurationOption.read(repositoryAt: ".", context)
        let engine = try await engineOptions.select(context, file.configuration, warn: context.warn)
        let builder = BaseImageBuilder(runner: context.runner, cacheFolder: "\(context.cacheFolder)/base")
        let publisher = BaseImagePublisher(engine: engine)
        for definition in definitions {
            let output: OutputHandler = { context.standardError.write("[\(definition.name)] \($0.text)\n") }
            let base = try await base(of: definition, builder: builder, now: context.now.seconds, output: output)
            var destination: (@Sendable (ImageReference) throws -> ImageDestination)?
            if let target {
                destination = { reference in
                    try target.destination(name: reference.path, tag: reference.tag ?? "latest")
                }
            }
            let published = try await publisher.publish(base, to: destination, output: output)
            for reference in published.references {
                let digest = published.digests[reference].map { " \($0)" } ?? ""
                context.standardOutput.write("\(reference) \(published.image)\(digest)\n")
            }
        }
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
        var definitions: [BaseDefinition] = []
        var isValid = true
        for path in try paths.flatMap({ try files(at: $0, context: context) }) {
            let source = try SourceFile.read(path, context: context)
            do throws(DiagnosticList) {
                let parsed = try BaseDefinition.parse(source.bytes, file: source.name)
                source.show(parsed.warnings, context: context)
                definitions.append(parsed.definition)
            } catch {
                source.show(error, context: context)
                isValid = false
            }
        }
        guard isValid else { throw CommandExit(.badInput) }
        return definitions
    }

    private func files(at path: String, context: CommandContext) throws -> [String] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: context.absolute(path), isDirectory: &isFolder), isFolder else {
            return [path]
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: context.absolute(path)).sorted()
        let found = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map { "\(path)/\($0)" }
        guard !found.isEmpty else { throw CommandExit(.badInput, "error: \(path) holds no definition of a base image") }
        return found
    }
}
