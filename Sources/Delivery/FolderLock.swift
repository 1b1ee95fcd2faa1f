internal import Glibc
internal import PipelineCore

/// A lock between tasks and processes. The kernel releases it when its holder dies.
final class FolderLock: Sendable {
    private let descriptor: CInt

    private init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Takes the lock at `path`, making its file; waits while somebody has it.
    ///
    /// - Throws: `DeploymentFailure` if the file cannot be made, `CancellationError`.
    static func acquire(_ path: String) async throws -> FolderLock {
        while true {
            if let lock = try acquireIfFree(path) { return lock }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Takes the lock at `path`, making its file; `nil` if somebody has it.
    ///
    /// - Throws: `DeploymentFailure` if the file cannot be made.
    static func acquireIfFree(_ path: String) throws(DeploymentFailure) -> FolderLock? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DeploymentFailure(.unavailable, "cannot make \(path): \(String(cString: strerror(errno)))")
        }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return FolderLock(descriptor: descriptor) }
        close(descriptor)
        return nil
    }
}
