public import BlubberConfig

/// How a run is carried out: what the person or the daemon decides and a repository may not.
public struct RunSettings: Sendable {
    /// Where images go.
    public var registry: Registry
    /// Whether `publish` steps push. If not, they still check names and bind their values.
    public var publishes: Bool
    /// Whether earlier results may stand in for build steps.
    public var usesCache = true
    /// Network and certificate authorities of builds and containers.
    public var process = ProcessSettings()
    /// What every Blubber file must keep to; `nil` for nothing.
    public var policy: Policy?
    /// How long one build or one container may take.
    public var stepTimeout: Duration = .seconds(3600)
    /// When the run began; its tags carry this time, however long it takes.
    public var startTime: UTCTime
    /// Where this run's log can be read.
    public var logLocation = ""

    /// Settings with defaults for all else.
    public init(registry: Registry, publishes: Bool, startTime: UTCTime) {
        self.registry = registry
        self.publishes = publishes
        self.startTime = startTime
    }
}
