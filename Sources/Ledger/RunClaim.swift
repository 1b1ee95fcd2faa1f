/// The right to carry out one attempt of a run, until someone else gets it.
///
/// Every write on behalf of a run carries its claim. Whoever was taken for dead and comes back finds that its fence is not
/// the newest one: its writes are refused, and it stops.
public struct RunClaim: Sendable, Hashable {
    /// The run.
    public let run: String
    /// Which attempt it is, from 1.
    public let attempt: Int
    /// Grows with each claim of the run.
    public let fence: Int64

    /// A claim as a store gave it.
    public init(run: String, attempt: Int, fence: Int64) {
        self.run = run
        self.attempt = attempt
        self.fence = fence
    }
}

/// A run that was claimed, and what its earlier attempts got done.
public struct ClaimedRun: Sendable {
    /// The right to carry it out.
    public let claim: RunClaim
    /// The run.
    public let record: RunRecord
    /// The stages that passed, with what they bound.
    public let finished: [RecordedStage]

    /// Describes a claimed run.
    public init(claim: RunClaim, record: RunRecord, finished: [RecordedStage]) {
        self.claim = claim
        self.record = record
        self.finished = finished
    }
}

/// A process that carries out runs, unlike any other that ever did.
public struct RunOwner: Sendable, Hashable {
    /// Its name, such as `HOST:PID:RANDOM`.
    public let text: String

    /// Wraps a name that the caller made unique.
    public init(_ text: String) { self.text = text }
}

/// How an attempt ended.
public enum AttemptOutcome: Sendable, Hashable {
    case passed
    /// For this reason, for a person.
    case failed(String)
    /// For this reason, for a person.
    case cancelled(String)
    /// The run waits for another attempt, which begins no sooner than `until`; the reason is for a person.
    case putBack(String, until: Moment? = nil)
}

/// What a heartbeat tells.
public struct Heartbeat: Sendable, Hashable {
    /// Why the run is to stop; `nil` if it may go on.
    public let cancellation: String?

    /// What a store found.
    public init(cancellation: String?) { self.cancellation = cancellation }
}
