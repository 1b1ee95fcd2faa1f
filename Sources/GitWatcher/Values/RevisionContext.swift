/// What a repository knows around a commit: the names that lead to it and where it came from.
public struct RevisionContext: Sendable, Hashable {
    /// The branch that is checked out; `nil` if HEAD is detached.
    public let currentBranch: String?
    /// The branch that the revision started from: `main` for `main`, `HEAD~2` on main, and `origin/main`; `nil` where the
    /// revision named a tag or an object.
    public let branch: String?
    /// The tags that point at the commit, directly or through tag objects, sorted by name.
    public let tags: [String]
    /// The URL of `origin`, else of the only remote, as configured but without password; `nil` if there is neither.
    public let remote: String?
}
