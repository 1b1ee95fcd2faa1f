import BlubberConfig
import Diagnostics
import OCI
import PipelineCore
import Synchronization

/// A run of a `config.yaml` in memory against a scripted engine.
final class RunFixture: Sendable {
    /// The project is `team/widgets`, tagged `v1.2.0-RC1`, and the run began on 2024-03-05 at 10:15:00.
    static let source = {
        var source = RunSource(
            project: "team/widgets", commit: String(repeating: "c", count: 40), commitTime: 1_700_000_000)
        source.branch = "main"
        source.tag = "v1.2.0-RC1"
        source.remote = "https://git.example.org/team/widgets"
        return source
    }()

    static let blubber = """
        version: v4
        base: registry.example.org/base:1
        variants:
          lint: {}
          test: { entrypoint: [./test] }
          production: { entrypoint: [./serve] }
          mounting: { builders: [ { custom: { command: [make], mounts: [ { from: local, destination: /src } ] } } ] }
          choosing: { copies: [ { from: local, exclude: [tests] } ] }
        """

    let engine: ScriptedEngine
    let workspace: MemoryWorkspace
    let run: PipelineRun

    init(
        _ yaml: String, script: ScriptedEngine.Script = ScriptedEngine.Script(), publishes: Bool = true,
        clock: any Clock<Duration> = ContinuousClock(), source: RunSource = RunFixture.source,
        blubber: String = RunFixture.blubber, files: [String: String] = [:], policy: Policy? = nil,
        credentials: GrantedCredentials = GrantedCredentials(),
        knownParents: Bool = false, addsGitTag: Bool = false, jobs: Int = 1, reachesOut: Bool = false,
        isRepeated: Bool = false, httpProxy: String? = nil,
        services: RunServices = RunServices(), secrets: [String] = [], recorded: [StageID: StageOutcome] = [:],
        observer: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) throws(DiagnosticList) {
        let pipelines = try PipelineConfiguration.parse(yaml.utf8, file: ".pipeline/config.yaml").pipelines
        engine = ScriptedEngine(script)
        let own = [".pipeline/blubber.yaml": blubber, ".pipeline/config.yaml": yaml]
        workspace = MemoryWorkspace(files: files.merging(own) { $1 })
        var settings = RunSettings(
            runID: "r1", registry: .distribution(prefix: "registry.example.org/prod"), publishes: publishes,
            startTime: UTCTime(seconds: 1_709_633_700))
        settings.policy = policy
        settings.jobs = jobs
        settings.reachesOut = reachesOut
        settings.isRepeated = isRepeated
        settings.addsGitTag = addsGitTag
        settings.credentials = credentials
        settings.requiresKnownParents = knownParents
        settings.logLocation = "/logs/1"
        settings.httpProxy = httpProxy
        let seen = Observed()
        run = PipelineRun(
            pipelines, of: source, settings: settings,
            environment: RunEnvironment(
                engine: engine, workspace: workspace, clock: clock,
                masker: SecretMasker(credentials.values.values.map(\.secret) + secrets), services: services,
                observer: {
                    seen.add($0)
                    observer($0)
                }),
            recorded: recorded)
        observed = seen
    }

    private let observed: Observed

    /// The events so far.
    var events: [RunEvent] { observed.all }

    /// The warnings so far.
    var warnings: [String] {
        events.compactMap { event in
            if case .warning(let text) = event { text } else { nil }
        }
    }

    private final class Observed: Sendable {
        private let events = Mutex<[RunEvent]>([])
        var all: [RunEvent] { events.withLock { $0 } }
        func add(_ event: RunEvent) { events.withLock { $0.append(event) } }
    }
}

extension RunResult {
    /// `stage state` for each stage.
    var summary: [String] { stages.map { "\($0.id) \($0.state.rawValue)" } }
}
