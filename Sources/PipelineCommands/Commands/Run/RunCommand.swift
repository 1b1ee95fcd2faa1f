public import ArgumentParser
internal import ConfigValues
public import PipelineCore
internal import RunFiles

extension Trigger: ExpressibleByArgument {}
extension DisplayFormat: ExpressibleByArgument {}

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Builds, tests and publishes a commit.",
        discussion: """
            Checks out exactly that commit, never the dirty work tree, and runs the pipelines of its .pipeline/config.yaml. \
            Without that file it builds and runs the variant `test` of .pipeline/blubber.yaml and, where the run \
            publishes, then builds `production` and publishes it.

            Example:
              pipeline-runner run --commit HEAD --registry docker://host.example/prod
            """)

    @Argument(help: ArgumentHelp("A folder in the repository.", valueName: "repo"))
    var repository = "."

    @Option(help: "The commit: any revision that git understands.")
    var commit = "HEAD"

    @Option(help: ArgumentHelp("A pipeline to run; may be given several times.", valueName: "name"))
    var pipeline: [String] = []

    @Option(help: "Why the run takes place: local, gate, merge or tag. A run by hand that is none of them publishes.")
    var event: Trigger?

    @Option(help: "A tag that the published image gets, too.")
    var tag: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Whether publish steps push. By default they do, but for the events local and gate and with --worktree."
    )
    var publish: Bool?

    @Option(
        help: ArgumentHelp(
            "Where images go: docker://HOST[:PORT]/PREFIX or oci:FOLDER.",
            discussion: "Defaults to what the run configuration says, else to an OCI image layout in the state folder.")
    )
    var registry: String?

    @Option(help: "How progress is shown: pretty, plain or json.")
    var format: DisplayFormat?

    @Option(
        help: ArgumentHelp(
            "How long one build or one test may take, such as 90s, 10m or 1h30m.",
            discussion: "Defaults to what the run configuration says, else to 1h for a build and 20m for a test."),
        transform: TimeSpan.init(flag:))
    var timeout: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "How many stages may run at a time.",
            discussion: "Defaults to what the run configuration says, else to the number of processors.",
            valueName: "number"))
    var jobs: Int?

    @Option(
        help: ArgumentHelp(
            "A key that stages may have, such as build or run; may be given several times.",
            discussion: "Pipelines with any other are refused before anything is run.", valueName: "key"))
    var allow: [String] = []

    @Flag(
        name: .customLong("dry-run"),
        help: "Shows what would be built, run and published, under which names and in which order, and does nothing.")
    var dryRun = false

    @Flag(name: .customLong("no-cache"), help: "Builds every step anew.")
    var noCache = false

    @Flag(help: "Takes the work tree as it is, changes that are not committed included.")
    var worktree = false

    @Flag(
        name: .customLong("known-parents"), inversion: .prefixedNo,
        help: "Publishes only what stands on base and production images, known by their labels.")
    var knownParents: Bool?

    @Option(
        help: ArgumentHelp(
            "Writes the result as JUnit XML, with a test case a stage.",
            discussion: "It is written however the run ends.", valueName: "file"))
    var junit: String?

    @Option(
        help: ArgumentHelp(
            "Writes state and image as NAME=VALUE lines for later CI jobs.",
            discussion: "Defaults to pipeline-runner.env in GitLab CI, else to none.", valueName: "file"))
    var dotenv: String?

    @OptionGroup var policyOptions: PolicyOptions
    @OptionGroup var configurationOption: ConfigurationOption
    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var runNetworkOption: RunNetworkOption
    @OptionGroup var stateOptions: StateOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs needs a number from 1 on") }
        for (flag, file) in [("--junit", junit), ("--dotenv", dotenv)] where file?.isEmpty == true {
            throw ValidationError("\(flag) needs the name of a file")
        }
    }

    func run() async throws {
        let context = CommandContext.ofProcess()
        let outcome = await execute(context)
        switch outcome.format {
        case .json: context.standardOutput.write(JSONText.line(outcome.report) + "\n")
        case .plain, .pretty:
            if let plan = outcome.report.plan { context.standardOutput.write(plan.text) }
            for image in outcome.report.images {
                context.standardOutput.write("\(image.reference) \(image.digest)\n")
            }
        }
        do throws(CommandExit) {
            try RunReportFiles(junit: junit, dotenv: dotenv, context).write(outcome.report)
        } catch {
            // A run that failed keeps its own exit code, which says more.
            guard outcome.exit.kind == .success else {
                context.warn((error.message ?? "").withoutErrorLabel)
                throw outcome.exit
            }
            throw error
        }
        throw outcome.exit
    }

    /// Runs everything. Flags that cannot be used are reported in the same places as everything else that ends a run.
    private func execute(_ context: CommandContext) async -> RunSession.Outcome {
        do {
            return try await RunSession(self, context: context).execute()
        } catch {
            let exit = CommandExit(error)
            let format = DisplayFormat(format, on: context.standardError)
            var report = RunReport(run: nil)
            report.error = ErrorRecord(exit)
            let isShown = report.error.map(format.display(context).show) ?? false
            return RunSession.Outcome(report: report, exit: isShown ? exit.silent : exit, format: format)
        }
    }
}
