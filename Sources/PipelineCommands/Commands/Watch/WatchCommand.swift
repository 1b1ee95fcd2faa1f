internal import ArgumentParser
internal import ConfigValues
internal import Diagnostics
internal import FleetConfig
internal import Glibc
internal import ImageEngines
internal import Ledger
internal import Logging
internal import PipelineCore
internal import RunFiles
internal import RunnerConfig
internal import SQLiteLedger

struct WatchCommand: AsyncParsableCommand, SignalTaking {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Watches repositories and runs the pipelines of every merged commit.",
        discussion: """
            Goes on until SIGTERM. SIGHUP reads the fleet file anew, SIGUSR1 looks at all repositories at once. After a crash \
            it takes up again what was in progress.

            Example:
              pipeline-runner watch --config pipelines/watch.yaml --registry docker://host.example/prod
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The fleet file.", valueName: "file"))
    var config: String

    @Flag(help: "Looks at each repository once, carries out what waits, and ends.")
    var once = false

    @Option(help: "Where images go: docker://HOST[:PORT]/PREFIX or oci:FOLDER.")
    var registry: String?

    @Option(help: ArgumentHelp("How many runs there may be at a time.", valueName: "number"))
    var jobs: Int?

    @Option(
        help: ArgumentHelp(
            "How long runs in progress have to end when the daemon stops; 60s by default.", valueName: "time"),
        transform: TimeSpan.init(flag:))
    var grace = TimeSpan(.seconds(60))

    @Option(help: "How the log is written to stderr: text, or json for a line of JSON each.")
    var logFormat = LogFormat.text

    @Option(
        help: ArgumentHelp(
            "The run configuration.",
            discussion:
                "Defaults to $PIPELINE_RUNNER_CONFIG, then $XDG_CONFIG_HOME/pipeline-runner/pipeline-runner.yaml "
                + "and /etc/pipeline-runner/pipeline-runner.yaml. No repository's own file is ever read.",
            valueName: "file"))
    var runnerConfig: String?

    @Flag(
        name: .customLong("known-parents"), inversion: .prefixedNo,
        help: "Publishes only what stands on base and production images, known by their labels.")
    var knownParents: Bool?

    @OptionGroup var policyOptions: PolicyOptions
    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var runNetworkOption: RunNetworkOption
    @OptionGroup var stateOptions: StateOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs needs a number from 1 on") }
    }

    func run() async throws {
        OpenFileLimit.raise()
        let signals = DaemonSignals()
        var context = CommandContext.ofProcess()
        let identity = ProcessIdentity.current
        let fleet = try Fleet.read(config, context)
        for warning in fleet.configuration.warnings.sorted { context.warn(warning.description) }
        let state = stateOptions.state == nil ? fleet.configuration.state.map { StateFolder($0) } : nil
        let folder = state ?? stateOptions.folder(context)
        let logger = logger(context)

        let holder = DaemonLock.Holder(pid: identity.pid, host: identity.host, since: context.moment.rfc3339)
        let lock = try DaemonLock(in: folder, for: holder)
        defer { lock.release() }
        let store = try folder.ledger()
        let children = DaemonChildren(state: folder, owner: identity.owner)
        context = context.with(environment: context.environment.merging(children.environment) { $1 })
        try await Recovery(store: store, state: folder, children: children, logger: logger)
            .recover(for: identity.owner, at: context.moment)

        let daemon = Daemon(
            try await setup(fleet.configuration, folder, context), store: store, owner: identity.owner, fleet: fleet,
            logger: logger)
        if once {
            guard try await daemon.once(signals) else {
                let places = "see the log, and `pipeline-runner runs list`"
                throw CommandExit(.pipelineFailed, "a poll or a run failed: \(places)")
            }
        } else {
            try await daemon.run(signals, manager: ServiceManager(environment: context.environment))
        }
    }

    private func logger(_ context: CommandContext) -> Logger {
        let now = { @Sendable in context.moment.rfc3339 }
        let emit = { @Sendable (text: String) in
            let bytes = Array("\(text)\n".utf8)
            _ = write(STDERR_FILENO, bytes, bytes.count)
        }
        return Logger(label: "pipeline-runner") { _ in DaemonLogHandler(logFormat, now: now, write: emit) }
    }

    private func setup(
        _ fleet: FleetConfiguration, _ state: StateFolder, _ context: CommandContext
    ) async throws -> DaemonSetup {
        let runner = try RunnerFile.find(given: runnerConfig, repositoryAt: nil, context)
        let precedence = Precedence(environment: context.environment)
        let named = try precedence.value(registry, "REGISTRY", fleet.registry) { $0 }
        let given = fleet.engine == .auto ? nil : EngineChoice(rawValue: fleet.engine.rawValue)
        let configured = given ?? runner.configuration.engine.flatMap { EngineChoice(rawValue: $0.rawValue) }
        var setup = DaemonSetup(
            context: context, fleetFile: config, state: state,
            registry: try named.map { try Registry($0, currentFolder: context.currentFolder) }
                ?? runner.configuration.registry ?? .layout(folder: state.embeddedRegistry),
            engine: try precedence.choice(engineOptions.engine, "ENGINE", configured) ?? .auto, jobs: jobs,
            grace: grace,
            runner: runner, engineOptions: engineOptions, runNetworkOption: runNetworkOption)
        setup.policy = try await policyOptions.read(context)
        setup.requiresKnownParents = knownParents
        return setup
    }
}
