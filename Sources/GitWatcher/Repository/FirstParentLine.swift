/// A stretch of a branch: the commits that one gets to by first parents alone.
public struct FirstParentLine: Sendable, Hashable {
    /// The commits, oldest first.
    public let commits: [ObjectID]
    /// The first parent of the oldest commit, or where there is none the tip itself; `nil` where the line begins with a
    /// root commit, so that nothing of it was known.
    public let base: ObjectID?

    /// Takes both as they are.
    public init(commits: [ObjectID], base: ObjectID?) {
        self.commits = commits
        self.base = base
    }
}
