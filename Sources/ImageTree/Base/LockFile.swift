internal import Glibc

/// A file that one process at a time can hold; the kernel gives it back when that process ends, however it does.
enum LockFile {
    /// Calls `body` while no one else holds the lock `path`. The file is made if it is missing, and stays.
    ///
    /// - Parameter waiting: is called once if someone else has to end first.
    static func with<Result>(
        _ path: String, waiting: () -> Void, _ body: () async throws -> Result
    ) async throws -> Result {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw BaseFailure(.other, operation: "lock", subject: path, details: [String(cString: strerror(errno))])
        }
        // Closing it gives the lock back.
        defer { close(descriptor) }
        var hasWaited = false
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw BaseFailure(.other, operation: "lock", subject: path, details: [String(cString: strerror(errno))])
            }
            if !hasWaited { waiting() }
            hasWaited = true
            // A blocking call would hold up a thread of the pool.
            try await Task.sleep(for: .milliseconds(50))
        }
        return try await body()
    }
}
