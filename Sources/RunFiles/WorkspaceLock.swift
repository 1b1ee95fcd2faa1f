internal import Glibc
internal import PipelineCore

/// Shows to other processes that a workspace is in use: a lock that the kernel releases when its holder dies.
final class WorkspaceLock: Sendable {
    let path: String
    private let descriptor: CInt

    private init(path: String, descriptor: CInt) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Takes the lock, making its file; `nil` if a living process has it.
    ///
    /// - Throws: `WorkspaceFailure` if the file cannot be made.
    static func acquire(_ path: String) throws(WorkspaceFailure) -> WorkspaceLock? {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw WorkspaceFailure(path: path, errno: errno) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                close(descriptor)
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
