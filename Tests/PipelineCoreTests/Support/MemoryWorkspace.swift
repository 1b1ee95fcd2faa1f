import BlubberConfig
import PipelineCore
import Synchronization

/// A checkout that exists in memory only. Every folder exists but those called `missing`.
final class MemoryWorkspace: Workspace {
    private let files: [String: String]
    private let writes = Mutex<[String: String]>([:])

    init(files: [String: String]) {
        self.files = files
    }

    /// What was written beside the checkout, by name.
    var written: [String: String] { writes.withLock { $0 } }

    func read(_ path: String) throws(WorkspaceFailure) -> [UInt8]? {
        guard let clean = RepositoryPath.normalized(path) else {
            throw WorkspaceFailure(path: path, reason: "the path leaves the repository")
        }
        return files[clean].map { Array($0.utf8) }
    }

    func folder(_ path: String) throws(WorkspaceFailure) -> String {
        guard path != "missing" else {
            throw WorkspaceFailure(path: path, reason: "there is no such folder in the commit")
        }
        return "/checkout/\(path)"
    }

    func context(_ path: String, layout: ContextLayout) throws(WorkspaceFailure) -> String {
        layout.isPlain ? try folder(path) : "/prepared/\(path)"
    }

    func writeBeside(_ text: String, name: String) throws(WorkspaceFailure) -> String {
        writes.withLock { $0[name] = text }
        return "/beside/\(name)"
    }
}
