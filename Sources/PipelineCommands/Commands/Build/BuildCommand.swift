internal import ArgumentParser
internal import FoundationEssentials
internal import OCI
internal import PipelineCore

struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Builds one variant of a folder, for quick local work.",
        discussion: """
            Uses the folder as it is, without what its .dockerignore leaves out. Prints the image's name and ID; with --run, \
            what the image's program prints, and nothing else.

            Example:
              pipeline-runner build --variant test --run -- --verbose
            """)

    /// Where a Blubber file is by convention.
    static let blubberFiles = [".pipeline/blubber.yaml", "blubber.yaml"]

    @Argument(
        help: ArgumentHelp(
            "The build context.",
            discussion: "Where the current folder has no Blubber file, the nearest one above it in the repository."))
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

    @Option(
        help: ArgumentHelp(
            "A name for the image in the engine's storage.",
            discussion: "Defaults to localhost/pipeline-runner/PROJECT:VARIANT, which the next build takes over."))
    var tag: String?

    @Flag(help: "Runs the image's entrypoint afterwards.")
    var run = false

    @Option(help: "text: for people; json: events on standard error, and one object at the end.")
    var format = BuildFormat.text

    @Flag(name: .customLong("no-cache"), help: "Builds every step anew.")
    var noCache = false

    @Argument(parsing: .postTerminator, help: "With --run: arguments for the entrypoint.")
    var arguments: [String] = []

    @OptionGroup var policyOptions: PolicyOptions
    @OptionGroup var configurationOption: ConfigurationOption
    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var runNetworkOption: RunNetworkOption
    @OptionGroup var stateOptions: StateOptions

    func run() async throws {
        var context = CommandContext.ofProcess()
        context.writesJSON = format == .json
        do {
            guard run || arguments.isEmpty else {
                throw CommandExit(.badInput, "error: arguments behind `--` need --run")
            }
            try await FolderBuild(self, context: context).execute()
        } catch  where context.writesJSON {
            let exit = CommandExit(error)
            let report = BuildReport(variant: variant, failure: ErrorRecord(exit))
            if let error = report.error { context.events.show(error) }
            context.standardOutput.write(JSONText.line(report) + "\n")
            throw exit.silent
        }
    }

    /// The values of `--build-arg` by name.
    ///
    /// - Throws: `CommandExit` about one without a name or value.
    func buildArguments() throws(CommandExit) -> [String: String] {
        var parsed: [String: String] = [:]
        for argument in buildArg {
            guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
                throw CommandExit(.badInput, "error: --build-arg takes NAME=VALUE, not `\(argument)`")
            }
            parsed[String(argument[..<equals])] = String(argument[argument.index(after: equals)...])
        }
        return parsed
    }

    /// The Blubber file that is named or, by convention, in the context.
    ///
    /// - Throws: `CommandExit` if there is none.
    func blubberSource(_ context: CommandContext) throws(CommandExit) -> SourceFile {
        let root = folder == "." ? "" : folder.hasSuffix("/") ? folder : "\(folder)/"
        let candidates =
            blubberfile.map { [$0, root + $0] } ?? Self.blubberFiles.map { root + $0 }
        let found = candidates.first { FileManager.default.fileExists(atPath: context.absolute($0)) }
        guard let found else {
            throw CommandExit(
                .badInput, "error: there is no Blubber file: \(candidates.joined(separator: " and ")) do not exist")
        }
        return try SourceFile.read(found, context: context)
    }
}
