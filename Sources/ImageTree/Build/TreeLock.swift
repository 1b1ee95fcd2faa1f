internal import Hashing

/// Keeps builds of one tree from getting into each other's way, across processes.
public enum TreeLock {
    /// Calls `body` while no one else holds the lock of `tree`, an absolute path; the lock's file is kept in `folder`.
    ///
    /// - Parameter waiting: is called once if another build has to end first.
    /// - Throws: `BaseFailure` if the file cannot be made, `CancellationError`, and what `body` throws.
    public static func with<Result>(
        tree: String, in folder: String, waiting: () -> Void, _ body: () async throws -> Result
    ) async throws -> Result {
        try Folder.create(folder)
        let name = SHA256.hex(of: (TreeFile.resolved(tree) ?? tree).utf8).prefix(16)
        return try await LockFile.with("\(folder)/tree-\(name).lock", waiting: waiting, body)
    }
}
