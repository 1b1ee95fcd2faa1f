import BlubberConfig
import PipelineCore
import Synchronization

/// A checkout that exists in memory only. Every folder exists but those called `missing`.
final class MemoryWorkspace: Workspace {
    private let files: [String: String]
    private let asked = Mutex<[ContextLayout]>([])
    private let placements = Mutex<[String]>([])
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

    func context(_ path: String, layout: ContextLayout, layers: [StageID]) throws(WorkspaceFailure) -> String {
        asked.withLock { $0.append(layout) }
        let over = layers.map { "+\($0.stage)" }.joined()
        return layout.isPlain && layers.isEmpty ? try folder(path) : "/prepared/\(path)\(over)"
    }

    func arrivalFolder() throws(WorkspaceFailure) -> String { "/arrival" }

    /// Every arrival is one file at its destination.
    func place(_ arrival: Arrival, in stage: StageID, over layers: [StageID]) throws(WorkspaceFailure) -> PlacedFiles {
        placements.withLock { $0.append("\(stage.stage): \(arrival.selection) to \(arrival.destination)") }
        return PlacedFiles(path: arrival.destination, files: [arrival.destination])
    }

    func keep(_ path: String, of stage: StageID) async throws -> String { "/artifacts/\(stage.pipeline)/\(path)" }

    /// How contexts were laid out, in order.
    var layouts: [ContextLayout] { asked.withLock { $0 } }

    /// What was put where, in order.
    var placed: [String] { placements.withLock { $0 } }

    func writeBeside(_ text: String, name: String) throws(WorkspaceFailure) -> String {
        writes.withLock { $0[name] = text }
        return "/beside/\(name)"
    }
}
