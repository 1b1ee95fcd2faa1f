internal import Glibc
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
        let path = "\(folder)/tree-\(name).lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw BaseFailure(.other, operation: "lock", subject: path, details: [String(cString: strerror(errno))])
        }
        // Closing it gives the lock back.
        defer { close(descriptor) }
        var hasWaited = false
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if !hasWaited { waiting() }
            hasWaited = true
            // A blocking call would hold up a thread of the pool.
            try await Task.sleep(for: .milliseconds(50))
        }
        return try await body()
    }
}
