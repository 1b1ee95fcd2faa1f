public import BlubberConfig
internal import FoundationEssentials
internal import Glibc
public import PipelineCore

/// A throw-away folder on disk for one run: the checkout, and beside it what the run writes.
public final class CheckoutWorkspace: Workspace {
    /// Where the commit is to be checked out; an empty folder at first.
    public let checkout: String
    /// The runs whose processes were killed and whose workspaces were removed when this one was made.
    public let abandoned: [AbandonedRun]
    let root: String
    let state: StateFolder
    let runID: RunID
    private let lock: WorkspaceLock

    /// Makes the folder in `state`, and removes what processes that were killed left there.
    ///
    /// - Throws: `WorkspaceFailure` if the folder cannot be made.
    public init(in state: StateFolder, for id: RunID) throws(WorkspaceFailure) {
        self.state = state
        runID = id
        try state.makeFolder(state.workspaces)
        abandoned = Self.removeAbandoned(in: state)
        root = "\(state.workspaces)/\(id)"
        checkout = "\(root)/checkout"
        // Another process that looks for abandoned workspaces may hold the lock for a moment.
        lock = try WorkspaceLock.acquire("\(root).lock")
        do {
            try state.makeFolder(checkout)
        } catch {
            remove()
            throw error
        }
    }

    /// Removes the folder and all in it.
    public func remove() { Self.remove(root, lock: lock) }

    /// The bytes of a file below the checkout; `nil` if there is none.
    public func read(_ path: String) throws(WorkspaceFailure) -> [UInt8]? {
        guard let file = try resolve(path, in: checkout) else { return nil }
        do {
            return [UInt8](try Data(contentsOf: URL(filePath: file)))
        } catch {
            throw WorkspaceFailure(path: path, fileError: error)
        }
    }

    /// The absolute path of a folder of the checkout.
    public func folder(_ path: String) throws(WorkspaceFailure) -> String {
        guard let folder = try resolve(path, in: checkout), isFolder(folder) else {
            throw WorkspaceFailure(path: path, reason: "there is no such folder in the commit")
        }
        return folder
    }

    /// A folder of the checkout, or one beside it that shares the files of the checkout.
    public func context(
        _ path: String, layout: ContextLayout, layers: [StageID] = []
    ) throws(WorkspaceFailure) -> String {
        let source = if let merged = try mergedFolder(path, layers: layers) { merged } else { try folder(path) }
        if layout.isPlain { return source }
        let target = "\(root)/context-\(UUID().uuidString)"
        try PreparedContext(of: source, layout: layout, sharesFiles: true).write(to: target)
        return target
    }

    /// Writes a file beside the checkout.
    public func writeBeside(_ text: String, name: String) throws(WorkspaceFailure) -> String {
        let path = "\(root)/\(Self.fileName(name))"
        do {
            try Data(text.utf8).write(to: URL(filePath: path))
        } catch {
            throw WorkspaceFailure(path: path, fileError: error)
        }
        return path
    }

    /// A name that holds whatever a person calls things, as a file's; different ones stay different.
    static func fileName(_ name: String) -> String {
        let escaped = name.replacing("%", with: "%25").replacing("/", with: "%2F")
        return escaped.first == "." ? "%2E\(escaped.dropFirst())" : escaped
    }

    /// The real path of what `path` names, symbolic links followed; `nil` if there is nothing.
    private func resolve(_ path: String, in base: String) throws(WorkspaceFailure) -> String? {
        guard let relative = RepositoryPath.normalized(path) else {
            throw WorkspaceFailure(path: path, reason: "the path leaves the repository")
        }
        guard let resolvedBase = Self.realPath(base), let resolved = Self.realPath("\(base)/\(relative)") else {
            guard errno == ENOENT || errno == ENOTDIR else { throw WorkspaceFailure(path: path, errno: errno) }
            return nil
        }
        guard resolved == resolvedBase || resolved.hasPrefix(resolvedBase + "/") else {
            throw WorkspaceFailure(path: path, reason: "a symbolic link leads out of the repository")
        }
        return resolved
    }

    private func isFolder(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Removes what processes that were killed left in `state`, which has lock files that nobody holds, and returns the
    /// runs that it was of.
    @discardableResult
    public static func removeAbandoned(in state: StateFolder) -> [AbandonedRun] {
        var runs: [AbandonedRun] = []
        let names = (try? FileManager.default.contentsOfDirectory(atPath: state.workspaces)) ?? []
        for name in names where name.hasSuffix(".lock") {
            let lockPath = "\(state.workspaces)/\(name)"
            guard let lock = try? WorkspaceLock.acquireIfFree(lockPath) else { continue }
            let folder = String(lockPath.dropLast(".lock".count))
            runs.append(AbandonedRun(id: String(name.dropLast(".lock".count)), folder: folder))
            remove(folder, lock: lock)
        }
        return runs
    }

    /// The lock's file stays as long as the folder does, so that the next run tries again.
    private static func remove(_ folder: String, lock: WorkspaceLock) {
        try? FileManager.default.removeItem(atPath: folder)
        if access(folder, F_OK) != 0 { lock.release() }
    }
}
