/// What a run works with: the world, handed in as values.
public struct RunEnvironment: Sendable {
    /// What builds, runs and publishes.
    public let engine: any ImageEngine
    /// The checkout of the commit.
    public let workspace: any Workspace
    /// Ends what takes too long.
    public let clock: any Clock<Duration>
    /// Hides the secrets of the run in all that leaves it.
    public let masker: SecretMasker
    /// Is told what happens, with secrets hidden; called from several tasks.
    public let observer: @Sendable (RunEvent) -> Void

    /// Bundles them; `observer` is called from several tasks.
    public init(
        engine: any ImageEngine, workspace: any Workspace, clock: any Clock<Duration> = ContinuousClock(),
        masker: SecretMasker = SecretMasker(),
        observer: @escaping @Sendable (RunEvent) -> Void
    ) {
        self.engine = engine
        self.workspace = workspace
        self.clock = clock
        self.masker = masker
        self.observer = { observer($0.masked(by: masker)) }
    }
}
