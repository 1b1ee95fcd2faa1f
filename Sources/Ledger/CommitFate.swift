/// What became of a commit.
public enum CommitFate: Sendable, Hashable {
    /// It got a run, of this ID; the run's records may have been removed since.
    case run(String)
    /// The run of this newer commit covers it.
    case coalesced(into: String)
    /// It got no run, for this reason.
    case skipped(String)
    /// A recorded event took it off its branch before its run began.
    case vanished(event: Int64)
}

extension CommitFate: CustomStringConvertible {
    /// A few words for a person.
    public var description: String {
        switch self {
        case .run(let run): "run \(run)"
        case .coalesced(let commit): "coalesced into \(commit.prefix(12))"
        case .skipped(let reason): "skipped: \(reason)"
        case .vanished(let event): "vanished by event \(event)"
        }
    }
}

/// A first-parent commit of a branch, or the commit of a tag, as recorded.
public struct RecordedCommit: Sendable, Hashable {
    /// The full name of the reference.
    public let ref: String
    /// The commit.
    public let commit: String
    /// What became of it.
    public let fate: CommitFate
    /// When it became known.
    public let recordedAt: Moment

    /// Describes a recorded commit.
    public init(ref: String, commit: String, fate: CommitFate, recordedAt: Moment) {
        self.ref = ref
        self.commit = commit
        self.fate = fate
        self.recordedAt = recordedAt
    }
}

/// An event as recorded.
public struct RecordedEvent: Sendable, Hashable {
    /// Its number.
    public let id: Int64
    /// What happened; `removed` is empty.
    public let event: RefEvent
    /// When it was seen.
    public let at: Moment

    /// Describes a recorded event.
    public init(id: Int64, event: RefEvent, at: Moment) {
        self.id = id
        self.event = event
        self.at = at
    }
}
