internal import ArgumentParser
internal import BlubberConfig
internal import Diagnostics
internal import FoundationEssentials
internal import OCI
internal import PipelineCore

struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Builds one variant of a folder, for quick local work.",
        discussion: """
            Uses the folder as it is. Prints the image's ID, and its name if --tag gives one.

            Example:
              pipeline-runner build --variant test --run -- --verbose
            """)

    @Argument(help: "The build context.")
    var folder = "."

    @Option(help: "The variant.")
    var variant: String

    @Option(
        help: ArgumentHelp(
            "The Blubber file; defaults to .pipeline/blubber.yaml, then blubber.yaml, in the context.",
            valueName: "file"))
    var blubberfile: String?

    @Option(help: ArgumentHelp("A build argument; may be given several times.", valueName: "name=value"))
    var buildArg: [String] = []

    @Option(help: "A name for the image in the engine's storage.")
    var tag: String?

    @Flag(help: "Runs the image's entrypoint afterwards.")
    var run = false

    @Flag(name: .customLong("no-cache"), help: "Builds every step anew.")
    var noCache = false

    @Argument(parsing: .postTerminator, help: "With --run: arguments for the entrypoint.")
    var arguments: [String] = []

    @OptionGroup var engineOptions: EngineOptions

    func run() async throws {
        let context = CommandContext.ofProcess()
        guard run || arguments.isEmpty else {
            throw CommandExit(.badInput, "error: arguments behind `--` need --run")
        }
        let name = try tag.map { text throws(InvalidReference) in try ImageReference(text) }
        let buildArguments = try parsedBuildArguments()
        let source = try blubberSource(context)
        let plan: BuildPlan
        let settings = try engineOptions.processSettings(context)
        let engine = try await engineOptions.select(context, warn: context.warn)
        let text: String
        do throws(DiagnosticList) {
            let configuration = try BlubberConfiguration.parse(source.bytes, file: source.name)
            source.show(configuration.warnings, context: context)
            plan = try configuration.plan(for: variant)
            text = try plan.dockerfile(DockerfileOptions(dialect: engine.dialect, caBundle: settings.caBundle != nil))
        } catch {
            source.show(error, context: context)
            throw CommandExit(.badInput)
        }
        let output: OutputHandler = { context.standardError.write("\($0.text)\n") }
        try await Self.withTemporaryFolder { temporary in
            let dockerfile = "\(temporary)/Dockerfile"
            try Data(text.utf8).write(to: URL(filePath: dockerfile))
            var request = BuildRequest(
                dockerfile: dockerfile, context: context.absolute(folder), target: plan.targetStage)
            if plan.mountsContext {
                request.context = "\(temporary)/context"
                try FileManager.default.copyItem(atPath: context.absolute(folder), toPath: request.context)
            }
            request.name = name
            request.arguments = buildArguments
            request.usesCache = !noCache
            request.settings = settings
            for base in plan.baseImages { _ = try await engine.pull(base.reference, policy: .missing, output: output) }
            let image = try await engine.build(request, output: output)
            context.standardOutput.write(name.map { "\($0) \(image)\n" } ?? "\(image)\n")
            if run { try await start(image, engine: engine, settings: settings, context: context) }
        }
    }

    /// Runs the image with its output on ours.
    private func start(_ image: ImageID, engine: any ImageEngine, settings: ProcessSettings, context: CommandContext)
        async throws
    {
        var request = ContainerRequest(image: image, name: .unique())
        request.arguments = arguments
        request.settings = settings
        let code = try await engine.run(request) { line in
            let channel = line.stream == .standardOutput ? context.standardOutput : context.standardError
            channel.write("\(line.text)\n")
        }
        try await engine.remove(container: request.name)
        guard code == 0 else {
            throw CommandExit(.pipelineFailed, "error: the image's program exited with code \(code)")
        }
    }

    private func parsedBuildArguments() throws(CommandExit) -> [String: String] {
        var parsed: [String: String] = [:]
        for argument in buildArg {
            guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
                throw CommandExit(.badInput, "error: --build-arg takes NAME=VALUE, not `\(argument)`")
            }
            parsed[String(argument[..<equals])] = String(argument[argument.index(after: equals)...])
        }
        return parsed
    }

    private func blubberSource(_ context: CommandContext) throws(CommandExit) -> SourceFile {
        let root = folder == "." ? "" : folder.hasSuffix("/") ? folder : "\(folder)/"
        let candidates =
            blubberfile.map { [$0, root + $0] } ?? ["\(root).pipeline/blubber.yaml", "\(root)blubber.yaml"]
        let found = candidates.first { FileManager.default.fileExists(atPath: context.absolute($0)) }
        guard let found else {
            throw CommandExit(
                .badInput, "error: there is no Blubber file: \(candidates.joined(separator: " and ")) do not exist")
        }
        return try SourceFile.read(found, context: context)
    }

    private static func withTemporaryFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "pipeline-runner-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.path(percentEncoded: false))
    }
}
