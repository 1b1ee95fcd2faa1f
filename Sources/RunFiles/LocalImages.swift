internal import FoundationEssentials
public import PipelineCore

/// Remembers which image stands behind each local name, so that the one before it can be removed.
///
/// The newest image of a project and variant stays in the engine's storage as the cache of the next build. Nobody asks the
/// engine for it: a process a name would cost more than the rest of a run in which nothing changed.
public struct LocalImages: Sendable {
    private let state: StateFolder
    private let engine: String

    /// The names in the storage of the engine called `engine`.
    public init(in state: StateFolder, engine: String) {
        self.state = state
        self.engine = engine
    }

    /// Records what a run built and returns the images that no name stands for any more, until `forget` is told that
    /// they are gone.
    ///
    /// While another run of the same state folder is alive nothing is given up: it may still run one of them.
    ///
    /// - Throws: `WorkspaceFailure` if the record cannot be written.
    public func supersede(with built: [BuiltImage]) throws(WorkspaceFailure) -> [ImageID] {
        try state.makeFolder(state.path)
        let lock = try WorkspaceLock.acquire(state.localImages + ".lock")
        defer { lock.release() }
        var record = read()
        let before = record
        for image in built {
            let key = "\(engine) \(image.name)"
            guard let old = record.current.updateValue(image.id.hex, forKey: key) else { continue }
            let entry = "\(engine) \(old)"
            if !record.superseded.contains(entry) { record.superseded.append(entry) }
        }
        let own = record.current.filter { $0.key.hasPrefix("\(engine) ") }
        let inUse = Set(own.map { "\(engine) \($0.value)" })
        record.superseded.removeAll { inUse.contains($0) }
        if record != before { try write(record) }
        if CheckoutWorkspace.isAnyInUse(in: state) { return [] }
        return record.superseded.compactMap { entry in
            let words = entry.split(separator: " ")
            return words.first.map(String.init) == engine ? words.last.flatMap { ImageID(String($0)) } : nil
        }
    }

    /// Records images that no name stands for, and that `supersede` has not heard of.
    ///
    /// - Throws: `WorkspaceFailure` if the record cannot be written.
    public func add(nameless images: [ImageID]) throws(WorkspaceFailure) {
        try changeSuperseded(images) { superseded, entries in
            superseded += entries.filter { !superseded.contains($0) }
        }
    }

    /// Takes images off the record that are gone.
    ///
    /// - Throws: `WorkspaceFailure` if the record cannot be written.
    public func forget(_ images: [ImageID]) throws(WorkspaceFailure) {
        try changeSuperseded(images) { superseded, entries in superseded.removeAll { entries.contains($0) } }
    }

    private func changeSuperseded(
        _ images: [ImageID], _ change: (inout [String], [String]) -> Void
    ) throws(WorkspaceFailure) {
        guard !images.isEmpty else { return }
        try state.makeFolder(state.path)
        let lock = try WorkspaceLock.acquire(state.localImages + ".lock")
        defer { lock.release() }
        var record = read()
        change(&record.superseded, images.map { "\(engine) \($0.hex)" })
        try write(record)
    }

    private struct Record: Codable, Equatable {
        var current: [String: String] = [:]
        var superseded: [String] = []
    }

    private func read() -> Record {
        guard let data = try? Data(contentsOf: URL(filePath: state.localImages)) else { return Record() }
        return (try? JSONDecoder().decode(Record.self, from: data)) ?? Record()
    }

    private func write(_ record: Record) throws(WorkspaceFailure) {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(record).write(to: URL(filePath: state.localImages), options: .atomic)
        } catch {
            throw WorkspaceFailure(path: state.localImages, fileError: error)
        }
    }
}

extension CheckoutWorkspace {
    /// Whether a living process has a workspace in `state`.
    static func isAnyInUse(in state: StateFolder) -> Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: state.workspaces)) ?? []
        return names.contains { $0.hasSuffix(".lock") && WorkspaceLock.isHeld("\(state.workspaces)/\($0)") }
    }
}
