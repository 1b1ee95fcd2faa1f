internal import BlubberConfig
internal import ConfigValues
internal import FleetConfig
internal import ImageEngines
internal import Ledger
internal import Logging
internal import PipelineCore
internal import RunFiles
internal import RunnerConfig

/// What a daemon is started with: command line, environment, and what of the fleet file does not change while it runs.
struct DaemonSetup: Sendable {
    let context: CommandContext
    let fleetFile: String
    let state: StateFolder
    let registry: Registry
    let engine: EngineChoice
    /// What the command line says; else the fleet file does.
    let jobs: Int?
    /// How long runs in progress have to end when the daemon stops.
    let grace: TimeSpan
    let runner: RunnerFile
    let engineOptions: EngineOptions
    let runNetworkOption: RunNetworkOption
    var policy: Policy?
    /// `nil` for what the environment or the run configuration says.
    var requiresKnownParents: Bool?

    /// Whether a new fleet file says something that only a new start can follow.
    func needsRestart(from old: FleetConfiguration, to new: FleetConfiguration) -> Bool {
        old.state != new.state || old.registry != new.registry || old.engine != new.engine
            || old.hooks?.address != new.hooks?.address || old.metrics != new.metrics
    }

    /// Finds the engine.
    func selectEngine(_ logger: Logger) async throws -> any ImageEngine {
        let settings = try engineOptions.settings(context, runner.configuration) { logger.warning("\($0)") }
        let found = try await EngineSelection.select(engine, runner: context.runner, settings: settings)
        logger.notice("engine", metadata: ["name": "\(found.name)"])
        return found
    }

    /// What all runs have in common.
    ///
    /// - Throws: `CommandExit` for settings that cannot be.
    func tools(engine: DaemonEngine) throws -> DaemonTools {
        DaemonTools(
            setup: self, engine: engine, process: try engineOptions.processSettings(context, runner.configuration),
            containers: try runNetworkOption.settings(engineOptions, context, runner.configuration))
    }
}

/// What all runs of a daemon have in common.
struct DaemonTools: Sendable {
    let setup: DaemonSetup
    let engine: DaemonEngine
    let process: ProcessSettings
    let containers: ProcessSettings

    /// How one run is carried out.
    func terms(for run: RunRecord, limits: FleetLimits) -> RunTerms {
        let engine = engine
        let started = UTCTime(seconds: run.stamp ?? run.createdAt.seconds)
        var terms = RunTerms(
            runID: RunID(recorded: run.id), startTime: started, file: setup.runner, registry: setup.registry,
            publishes: run.plan.cause != .gate, engine: { _ in try await engine.engine() })
        terms.reachesOut = [.merge, .tag, .trigger].contains(run.plan.cause)
        terms.isProposal = run.plan.cause == .gate
        terms.process = process
        terms.containers = containers
        terms.policy = setup.policy
        terms.requiresKnownParents = setup.requiresKnownParents
        terms.timeout = limits.stepTimeout.duration
        terms.addsGitTag = run.plan.cause == .tag
        return terms
    }
}
