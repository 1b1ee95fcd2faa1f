/// Which runs are asked for.
public struct RunFilter: Sendable, Hashable {
    /// Only those of this repository.
    public var repository: String?
    /// Only those of this branch or tag: a full name, or a bare one.
    public var ref: String?
    /// Only those of commits that begin like this.
    public var commit: String?
    /// Only those in one of these states; all if empty.
    public var statuses: Set<RunStatus> = []
    /// Only those that steps of the run of this ID asked for.
    public var trigger: String?
    /// Only those that published something.
    public var isPublished = false
    /// How many there are at most, the newest first; `nil` for all.
    public var limit: Int?

    /// All runs.
    public init() {}
}

/// How long finished runs are kept; nothing is removed for a part that is `nil`.
///
/// The newest that published and the last that failed of each branch and tag stay in any case.
public struct RetentionRule: Sendable, Hashable {
    /// The time since its end after which a run goes.
    public var age: Duration?
    /// How many finished runs of a repository stay.
    public var runs: Int?

    /// A rule for age, number or both.
    public init(age: Duration?, runs: Int?) {
        self.age = age
        self.runs = runs
    }
}
