public import GitWatcher

/// What deriving events needs to know about the commits of a repository; a mirror answers it.
public protocol RepositoryHistory: Sendable {
    /// The commits on the first-parent line of `tip` that cannot be reached from any of `known`.
    func firstParentLine(of tip: ObjectID, notIn known: [ObjectID]) async throws -> FirstParentLine

    /// The commits on the first-parent line of `tip` that are not on the first-parent line of `old`.
    func firstParentLine(of tip: ObjectID, since old: ObjectID) async throws -> FirstParentLine

    /// Whether `old` is `new`, or can be reached from it.
    func isAncestor(_ old: ObjectID, of new: ObjectID) async throws -> Bool

    /// Whether the object is there and is a commit.
    func isCommit(_ id: ObjectID) async throws -> Bool

    /// The paths that a commit changes, compared with its first parent.
    func changedPaths(of commit: ObjectID) async throws -> [String]
}

extension GitRepository: RepositoryHistory {}
