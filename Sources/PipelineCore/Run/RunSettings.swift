public import BlubberConfig

/// How a run is carried out: what the person or the daemon decides and a repository may not.
public struct RunSettings: Sendable {
    /// Where images go.
    public var registry: Registry
    /// Whether `publish` steps push. If not, they still check names and bind their values.
    public var publishes: Bool
    /// Whether the run acts on other systems than the registry, and tells people of failures. If not, steps that would do so
    /// say it and do nothing.
    public var reachesOut = false
    /// Whether a run that the environment makes fail is attempted again.
    public var isRepeated = false
    /// The run's ID: letters, digits and `-`. Its containers' names carry it.
    public var runID: String
    /// How many stages of a pipeline may run at a time.
    public var jobs = 1
    /// Whether the git tag of the run becomes a tag of each image that it publishes, whatever its configuration lists.
    public var addsGitTag = false
    /// Whether earlier results may stand in for build steps.
    public var usesCache = true
    /// When builds that do not say it themselves ask registries for their parents.
    public var pull = PullPolicy.always
    /// Network and certificate authorities of builds.
    public var process = ProcessSettings()
    /// Network and certificate authorities of containers, which have no network unless it is given to them.
    public var containers = ProcessSettings(network: .none)
    /// What each container may use of the machine.
    public var limits = ContainerLimits()
    /// What `run` steps may be given.
    public var credentials = GrantedCredentials()
    /// Whether a run that publishes builds on base and production images only, known by their labels.
    public var requiresKnownParents = false
    /// What every Blubber file must keep to; `nil` for nothing.
    public var policy: Policy?
    /// How long one build or publication may take.
    public var buildTimeout: Duration = .seconds(3600)
    /// How long one container may take.
    public var runTimeout: Duration = .seconds(1200)
    /// When the run began; its tags carry this time, however long it takes.
    public var startTime: UTCTime
    /// Where this run's log can be read.
    public var logLocation = ""
    /// The proxy that this machine reaches web servers by; `nil` for none.
    public var httpProxy: String?

    /// Settings with defaults for all else.
    public init(runID: String, registry: Registry, publishes: Bool, startTime: UTCTime) {
        self.runID = runID
        self.registry = registry
        self.publishes = publishes
        self.startTime = startTime
    }
}
