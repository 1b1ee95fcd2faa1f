internal import Glibc
internal import PipelineCore

/// A lock between processes, and between tasks of one process, on a file.
enum FileLock {
    /// Runs `body` while no one else holds the lock. The file is made if it is missing, and stays.
    static func with<Result>(_ path: String, _ body: () async throws -> Result) async throws -> Result {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileSystem.failure("lock", path) }
        // Closing it gives the lock back.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw FileSystem.failure("lock", path) }
            // A blocking call would hold up a thread of the pool.
            try await Task.sleep(for: .milliseconds(5))
        }
        return try await body()
    }
}
