internal import Glibc
internal import PipelineCore

/// A folder that is made when something is put into it: one that is left out may hold what stays.
final class ContextTarget {
    private let parent: ContextTarget?
    private let name: [UInt8]
    private let status: stat
    private var opened: Folder?

    /// A folder that exists.
    init(_ folder: Folder) {
        parent = nil
        name = []
        status = stat()
        opened = folder
    }

    /// A folder called `name` with the mode and times of `status`.
    init(_ name: [UInt8], in parent: ContextTarget, like status: stat) {
        self.parent = parent
        self.name = name
        self.status = status
    }

    /// The folder, made now if it was not before.
    func folder() throws(WorkspaceFailure) -> Folder {
        if let opened { return opened }
        guard let parent = try parent?.folder() else { throw WorkspaceFailure(path: "/", errno: ENOENT) }
        // Until it is finished it has to be writable.
        guard parent.named(name, { mkdirat(parent.descriptor, $0, 0o700) }) == 0 || errno == EEXIST else {
            throw parent.failure(name)
        }
        let made = try parent.folder(name)
        opened = made
        return made
    }

    /// Sets mode and times, which come last: nothing is put into it afterwards.
    func finish() throws(WorkspaceFailure) {
        guard let opened, parent != nil else { return }
        let times = [status.st_atim, status.st_mtim]
        guard fchmod(opened.descriptor, status.st_mode & 0o7777) == 0, futimens(opened.descriptor, times) == 0 else {
            throw WorkspaceFailure(path: opened.path, errno: errno)
        }
    }
}
