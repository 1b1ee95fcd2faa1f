/// What one look at a repository found, to be recorded as a whole or not at all.
///
/// References carry their full names, such as `refs/heads/main`; commits are 40 hexadecimal digits.
public struct Observation: Sendable, Hashable {
    /// The repository's name in the fleet.
    public var repository: String
    /// Its URL without password.
    public var url: String
    /// How the recorded tips change.
    public var updates: [RefUpdate] = []
    /// What happened to references, other than that they grew.
    public var events: [RefEvent] = []
    /// The commits that became known, of each branch the oldest first. A commit that the branch had before keeps its fate,
    /// unless it had vanished.
    public var commits: [ObservedCommit] = []

    /// An observation that found nothing new.
    public init(repository: String, url: String) {
        self.repository = repository
        self.url = url
    }

    /// Whether nothing new was found.
    public var isEmpty: Bool { updates.isEmpty && events.isEmpty && commits.isEmpty }
}

/// How the recorded tip of a reference changes.
public struct RefUpdate: Sendable, Hashable {
    /// The reference's full name.
    public var ref: String
    /// The tip that is recorded; `nil` if none is, because it is new or was deleted.
    public var old: String?
    /// The tip that is to be recorded; `nil` if the reference is gone.
    public var new: String?

    /// A change from `old` to `new`.
    public init(_ ref: String, from old: String?, to new: String?) {
        self.ref = ref
        self.old = old
        self.new = new
    }
}

/// Something that happened to a branch, tag or proposed change other than that commits were added.
public struct RefEvent: Sendable, Hashable {
    /// What happened.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case branchCreated = "branch-created"
        case branchDeleted = "branch-deleted"
        /// The old tip is no ancestor of the new one.
        case forcePushed = "force-pushed"
        case tagCreated = "tag-created"
        case tagMoved = "tag-moved"
        case tagDeleted = "tag-deleted"
        case proposalCreated = "proposal-created"
        case proposalMoved = "proposal-moved"
        case proposalDeleted = "proposal-deleted"
        /// The old and the new tip have no commit in common.
        case historyRewritten = "history-rewritten"
    }

    /// What happened.
    public var kind: Kind
    /// The reference's full name.
    public var ref: String
    /// The tip before; `nil` if there was none.
    public var old: String?
    /// The tip after; `nil` if there is none.
    public var new: String?
    /// The commits on the first-parent line of the old tip that the new one does not have. Their runs, as far as they have
    /// not begun, are taken back: the commits vanish by this event, and so do those that were coalesced into them, and those
    /// that were skipped.
    public var removed: [String] = []

    /// Describes an event.
    public init(_ kind: Kind, ref: String, from old: String?, to new: String?, removed: [String] = []) {
        self.kind = kind
        self.ref = ref
        self.old = old
        self.new = new
        self.removed = removed
    }
}

/// A commit that became known on a branch or through a tag, and what is to become of it.
public struct ObservedCommit: Sendable, Hashable {
    /// What is to become of a commit.
    public enum Plan: Sendable, Hashable {
        /// It gets a run.
        case run(RunPlan)
        /// Nothing: the run of a newer commit covers it.
        case coalesced(into: String)
        /// Nothing, for the reason given in words.
        case skipped(String)
    }

    /// The full name of the reference.
    public var ref: String
    /// The commit.
    public var commit: String
    /// What is to become of it.
    public var plan: Plan

    /// A commit of `ref`.
    public init(_ commit: String, on ref: String, plan: Plan) {
        self.commit = commit
        self.ref = ref
        self.plan = plan
    }
}

/// What a run is to be.
public struct RunPlan: Sendable, Hashable {
    /// Why it takes place.
    public var cause: RunCause
    /// Higher ones begin first.
    public var priority: Int
    /// The bare name of the branch; `nil` for a tag.
    public var branch: String?
    /// The bare name of the tag; `nil` for a branch.
    public var tag: String?

    /// A plan for a branch or a tag.
    public init(_ cause: RunCause, branch: String? = nil, tag: String? = nil, priority: Int = 0) {
        self.cause = cause
        self.branch = branch
        self.tag = tag
        self.priority = priority
    }
}

/// Why a run takes place.
public enum RunCause: String, Sendable, Hashable, CaseIterable, Codable {
    /// A person asked for it.
    case local
    /// A proposed change; a newer state of the same takes its place.
    case gate
    /// A merged commit; nothing takes its place.
    case merge
    /// A tag.
    case tag
    /// A step of another run; nothing takes its place, and it takes no commit's.
    case trigger
}
