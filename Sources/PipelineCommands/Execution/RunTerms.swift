internal import BlubberConfig
internal import ConfigValues
internal import Glibc
internal import ImageEngines
internal import PipelineCore
internal import RunFiles
internal import RunnerConfig

/// How a run is carried out: what the person or the daemon decides.
struct RunTerms: Sendable {
    let runID: RunID
    /// What tags carry.
    let startTime: UTCTime
    let file: RunnerFile
    let registry: Registry
    var publishes: Bool
    /// Whether other systems than the registry are reached.
    var reachesOut = false
    /// Whether anybody who can propose a change decides what is run: then there are no credentials.
    var isProposal = false
    /// Whether a run that the environment makes fail is attempted again.
    var isRepeated = false
    /// Finds the engine; it takes what warnings are told to.
    let engine: @Sendable (@escaping @Sendable (String) -> Void) async throws -> any ImageEngine
    var process = ProcessSettings()
    var containers = ProcessSettings(network: .none)
    /// How many stages may run at a time; `nil` for what the run configuration says.
    var jobs: Int?
    var usesCache = true
    /// Whether the git tag of the run becomes a tag of what it publishes, whatever the configuration lists.
    var addsGitTag = false
    /// `nil` for what the environment or the run configuration says.
    var requiresKnownParents: Bool?
    var policy: Policy?
    /// How long a build or a test may take; `nil` for what the run configuration says.
    var timeout: Duration?

    /// The settings for runs of `pipelines`, credentials included; `log` is where the run's log can be read.
    ///
    /// - Throws: `CommandExit` about a secret that is not there.
    func settings(
        for pipelines: [Pipeline], of source: RunSource, log: String, _ context: CommandContext
    ) throws -> RunSettings {
        let configuration = file.configuration
        var settings = RunSettings(
            runID: runID.description, registry: registry, publishes: publishes, startTime: startTime)
        settings.jobs = jobs ?? configuration.jobs ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        settings.reachesOut = reachesOut
        settings.isRepeated = isRepeated
        settings.usesCache = usesCache
        settings.addsGitTag = addsGitTag
        settings.requiresKnownParents =
            try Precedence(environment: context.environment)
            .truth(requiresKnownParents, "KNOWN_PARENTS", configuration.requiresKnownParents) ?? false
        settings.policy = policy
        settings.pull = configuration.pull ?? settings.pull
        settings.process = process
        settings.containers = containers
        settings.limits = configuration.limits
        settings.buildTimeout = timeout ?? configuration.timeouts.build?.duration ?? settings.buildTimeout
        settings.runTimeout = timeout ?? configuration.timeouts.run?.duration ?? settings.runTimeout
        settings.logLocation = log
        let proxies = ["http_proxy", "HTTP_PROXY"].compactMap { context.environment[$0] }
        // Its account is nobody's business: what a stage reads it may print.
        settings.httpProxy = proxies.first { !$0.isEmpty }?.replacing(#/[^/]*@/#, with: "")
        guard !isProposal else {
            settings.credentials.hint = "whoever proposes a change could print it: a run of one gets no credentials"
            return settings
        }
        settings.credentials = try SecretStore(file: file, context: context).credentials(
            of: source.project, for: pipelines)
        return settings
    }
}
