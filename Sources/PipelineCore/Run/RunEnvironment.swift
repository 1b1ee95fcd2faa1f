/// What a run works with: the world, handed in as values.
public struct RunEnvironment: Sendable {
    /// What builds, runs and publishes.
    public let engine: any ImageEngine
    /// The checkout of the commit.
    public let workspace: any Workspace
    /// Ends what takes too long.
    public let clock: any Clock<Duration>
    /// Is told what happens; called from several tasks.
    public let observer: @Sendable (RunEvent) -> Void

    /// Bundles the four.
    public init(
        engine: any ImageEngine, workspace: any Workspace, clock: any Clock<Duration> = ContinuousClock(),
        observer: @escaping @Sendable (RunEvent) -> Void
    ) {
        self.engine = engine
        self.workspace = workspace
        self.clock = clock
        self.observer = observer
    }
}
