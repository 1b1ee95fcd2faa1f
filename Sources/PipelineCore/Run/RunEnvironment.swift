/// What a run works with: the world, handed in as values.
public struct RunEnvironment: Sendable {
    /// What builds, runs and publishes.
    public let engine: any ImageEngine
    /// The checkout of the commit.
    public let workspace: any Workspace
    /// The other systems that the run reaches.
    public let services: RunServices
    /// Ends what takes too long.
    public let clock: any Clock<Duration>
    /// Hides the secrets of the run in all that leaves it.
    public let masker: SecretMasker
    /// Is told what happens, with secrets hidden; called from several tasks.
    public let observer: @Sendable (RunEvent) -> Void
    /// Puts the end of a stage on record, with secrets hidden; nothing that follows the stage begins before it returns.
    let journal: @Sendable (StageResult) async throws -> Void

    /// Bundles them; `observer` and `journal` are called from several tasks. A stage whose end cannot be put on record, because
    /// `journal` throws, counts as cancelled, and nothing begins after it.
    public init(
        engine: any ImageEngine, workspace: any Workspace, clock: any Clock<Duration> = ContinuousClock(),
        masker: SecretMasker = SecretMasker(), services: RunServices = RunServices(),
        observer: @escaping @Sendable (RunEvent) -> Void,
        journal: @escaping @Sendable (StageResult) async throws -> Void = { _ in }
    ) {
        self.engine = engine
        self.workspace = workspace
        self.clock = clock
        self.services = services
        self.masker = masker
        self.observer = { observer($0.masked(by: masker)) }
        self.journal = { try await journal($0.masked(by: masker)) }
    }
}
