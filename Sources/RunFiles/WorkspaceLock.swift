internal import Glibc
internal import PipelineCore

/// A lock between processes, such as the one that shows that a workspace is in use. The kernel releases it when its holder
/// dies.
final class WorkspaceLock: Sendable {
    let path: String
    private let descriptor: CInt

    private init(path: String, descriptor: CInt) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Takes the lock, making its file; waits while a living process has it.
    ///
    /// - Throws: `WorkspaceFailure` if the file cannot be made or locked.
    static func acquire(_ path: String) throws(WorkspaceFailure) -> WorkspaceLock {
        while true {
            if let lock = try take(path, LOCK_EX) { return lock }
            guard errno == EINTR else { throw WorkspaceFailure(path: path, errno: errno) }
        }
    }

    /// Takes the lock, making its file; `nil` if a living process has it.
    ///
    /// - Throws: `WorkspaceFailure` if the file cannot be made.
    static func acquireIfFree(_ path: String) throws(WorkspaceFailure) -> WorkspaceLock? {
        try take(path, LOCK_EX | LOCK_NB)
    }

    /// Whether a living process has the lock.
    static func isHeld(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno != ENOENT }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }

    /// `nil` if `flock` failed, with the reason in `errno`.
    private static func take(_ path: String, _ operation: CInt) throws(WorkspaceFailure) -> WorkspaceLock? {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw WorkspaceFailure(path: path, errno: errno) }
            guard flock(descriptor, operation) == 0 else {
                let code = errno
                close(descriptor)
                errno = code
                return nil
            }
            // Whoever cleaned up may have removed the file between opening and locking it.
            if isSameFile(descriptor, path) { return WorkspaceLock(path: path, descriptor: descriptor) }
            close(descriptor)
        }
    }

    /// Removes the file and releases the lock.
    func release() {
        unlink(path)
        flock(descriptor, LOCK_UN)
    }

    deinit { close(descriptor) }

    private static func isSameFile(_ descriptor: CInt, _ path: String) -> Bool {
        var open = stat()
        var named = stat()
        return fstat(descriptor, &open) == 0 && stat(path, &named) == 0 && open.st_ino == named.st_ino
    }
}
