/// What a step of a run wants to be run.
public struct RunTrigger: Sendable, Hashable {
    /// The pipeline of the step.
    public var pipeline: String
    /// The stage of the step.
    public var stage: String
    /// The repository whose run it is to be.
    public var repository: String
    /// The full name of the branch whose newest recorded commit is run.
    public var ref: String
    /// The only pipeline that is to be run; `nil` for all that a merge runs.
    public var wanted: String?
    /// What stages can read as `${setup.params.NAME}`.
    public var parameters: [String: String] = [:]
    /// Whether the stage waits for the run's end.
    public var waits = false

    /// A run of `repository` that the stage asks for.
    public init(by stage: String, of pipeline: String, repository: String, ref: String) {
        self.pipeline = pipeline
        self.stage = stage
        self.repository = repository
        self.ref = ref
    }
}

/// The step that a run was queued by, as recorded.
public struct RecordedTrigger: Sendable, Hashable {
    /// The ID of the run whose step it was; that run's records may have been removed since.
    public var run: String
    /// What the step wanted.
    public var request: RunTrigger

    /// Describes a recorded trigger.
    public init(run: String, request: RunTrigger) {
        self.run = run
        self.request = request
    }
}
