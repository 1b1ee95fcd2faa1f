public import GitWatcher

/// A commit that is recorded as covered by the run of a newer one.
public struct CoalescedCommit: Sendable, Hashable {
    /// The full name of the branch.
    public let ref: String
    /// The commit.
    public let commit: ObjectID
    /// The one whose run covers it.
    public let newer: ObjectID

    /// Takes each part as it is.
    public init(_ commit: ObjectID, on ref: String, into newer: ObjectID) {
        self.ref = ref
        self.commit = commit
        self.newer = newer
    }
}
