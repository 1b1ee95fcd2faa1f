/// A stage of one attempt of a run, as recorded.
public struct RecordedStage: Sendable, Hashable {
    /// How a stage stands.
    public enum Status: String, Sendable, Hashable, CaseIterable, Codable {
        case running, passed, failed, cancelled, skipped
    }

    /// The pipeline's name.
    public var pipeline: String
    /// The stage's name.
    public var stage: String
    /// How it stands.
    public var status: Status
    /// Which attempt of the run it belongs to.
    public var attempt = 0
    /// When it began, or was skipped.
    public var startedAt: Moment
    /// When it ended.
    public var finishedAt: Moment?
    /// Why it failed, for a person.
    public var message: String?
    /// What it bound, in a form that only its writer knows; `nil` before it ended.
    public var values: String?
    /// Where its lines begin in the run's log, in bytes.
    public var logStart: Int64?
    /// Where they end.
    public var logEnd: Int64?
    /// Its steps, in the order in which they began.
    public var steps: [RecordedStep] = []

    /// A stage that has this status since `startedAt`.
    public init(pipeline: String, stage: String, status: Status, startedAt: Moment) {
        self.pipeline = pipeline
        self.stage = stage
        self.status = status
        self.startedAt = startedAt
    }
}

/// A step of a stage.
public struct RecordedStep: Sendable, Hashable {
    /// What it does, such as `build variant test`.
    public var title: String
    /// When it began.
    public var startedAt: Moment

    /// A step that began at `startedAt`.
    public init(_ title: String, startedAt: Moment) {
        self.title = title
        self.startedAt = startedAt
    }
}

/// One attempt of a run.
public struct RecordedAttempt: Sendable, Hashable {
    /// Which one it is, from 1.
    public let number: Int
    /// Who carried it out.
    public let owner: RunOwner
    /// When it began.
    public let startedAt: Moment
    /// When it ended; `nil` if it did not, or nobody could write it down.
    public let finishedAt: Moment?
    /// How it ended, in a word or a sentence; `nil` if it did not.
    public let outcome: String?

    /// Describes an attempt.
    public init(number: Int, owner: RunOwner, startedAt: Moment, finishedAt: Moment?, outcome: String?) {
        self.number = number
        self.owner = owner
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.outcome = outcome
    }
}
