import Clibgit2
import Glibc

extension GitRepository {
    /// Opens the nearest repository at or above a folder, the way git does: a work tree, a bare repository, or a linked
    /// work tree. The search stops at the boundary of a file system.
    ///
    /// - Throws: `notARepository`, `foreignOwner`, `permissionDenied`, `unsupportedFormat` or `damaged`.
    public static func discover(from path: String) async throws(GitFailure) -> GitRepository {
        try await RepositoryOpener().open(path)
    }
}

/// Opens a repository on the queue that the repository will keep.
private actor RepositoryOpener {
    private let lane = BlockingLane(label: "git")

    nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

    func open(_ path: String) throws(GitFailure) -> GitRepository {
        try LibGit2.start()
        let operation = Operation("find a git repository at", path)
        guard let resolved = realpath(path, nil) else {
            throw operation.failure(
                errno == EACCES ? .permissionDenied : .notARepository, String(cString: strerror(errno)))
        }
        defer { free(resolved) }
        let folder = String(cString: resolved)
        var opened: OpaquePointer?
        let status = git_repository_open_ext(&opened, folder, 0, nil)
        guard status == 0, let opened else {
            throw explain(LibraryError(status: status), folder: folder)
        }
        return GitRepository(handle: Handle(adopting: opened), lane: lane)
    }

    private func explain(_ error: LibraryError, folder: String) -> GitFailure {
        if error.isForeignOwner { return foreignOwner(folder: folder) }
        let operation = Operation("open the git repository of", folder)
        if error.message.contains("unsupported extension") || error.message.contains("unsupported repository version") {
            return operation.failure(
                .unsupportedFormat, error.message, hint: "only repositories with SHA-1 object names can be read")
        }
        if error.status == GIT_ENOTFOUND, error.area == GIT_ERROR_REPOSITORY {
            return Operation("find a git repository at", folder).failure(
                .notARepository, "neither it nor a folder above it is one",
                hint: "run this inside a work tree, or name the folder of a repository")
        }
        return operation.failure(error.code, error.message)
    }

    private func foreignOwner(folder: String) -> GitFailure {
        var found = git_buf()
        defer { git_buf_dispose(&found) }
        var place = folder
        if git_repository_discover(&found, folder, 0, nil) == 0, let path = found.ptr {
            place = withoutSlash(String(cString: path))
        }
        if place.hasSuffix("/.git") { place.removeLast(5) }
        var status = stat()
        let owner = stat(place, &status) == 0 ? "user \(status.st_uid)" : "another user"
        return Operation("open the git repository", place).failure(
            .foreignOwner, "it belongs to \(owner), and this process runs as user \(geteuid())",
            hint: "run `git config --global --add safe.directory \(place)` if you trust it, or run as its owner")
    }
}
