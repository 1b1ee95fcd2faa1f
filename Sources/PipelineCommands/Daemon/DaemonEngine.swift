internal import ImageEngines
internal import Ledger
internal import Logging
internal import PipelineCore

/// The engine that a daemon's runs share, found when the first one needs it.
///
/// What processes that were killed left in it is removed before it is handed out.
actor DaemonEngine {
    /// Where this daemon's and its predecessors' temporary files are.
    private let temporaryFolder: String
    private let select: @Sendable () async throws -> any ImageEngine
    private let store: any LedgerStore
    private let logger: Logger
    private var found: Task<any ImageEngine, any Error>?

    init(
        store: any LedgerStore, temporaryFolder: String, logger: Logger,
        select: @escaping @Sendable () async throws -> any ImageEngine
    ) {
        self.store = store
        self.temporaryFolder = temporaryFolder
        self.logger = logger
        self.select = select
    }

    /// The engine.
    ///
    /// - Throws: what choosing an engine throws; the next caller tries again.
    func engine() async throws -> any ImageEngine {
        if let found { return try await found.value }
        let task = Task {
            let engine = try await select()
            // Nothing of this process is in there yet.
            await engine.removeTraces(ofBuildsIn: temporaryFolder)
            await removeAbandoned(from: engine)
            return engine
        }
        found = task
        do {
            return try await task.value
        } catch {
            found = nil
            throw error
        }
    }

    /// Removes the containers of runs that are recorded here and not in progress.
    private func removeAbandoned(from engine: any ImageEngine) async {
        do {
            let all = try await engine.containers(named: "pipeline-runner-")
            guard !all.isEmpty else { return }
            var filter = RunFilter()
            filter.statuses = [.queued, .running]
            let running = try await store.runs(filter).filter { $0.status == .running && $0.origin == .command }
            var abandoned: [ContainerName] = []
            for container in all where !running.contains(where: { container.belongs(to: $0.id) }) {
                guard let id = container.runID else { continue }
                if (try? await store.run(id)) != nil { abandoned.append(container) }
            }
            guard !abandoned.isEmpty else { return }
            try await engine.remove(abandoned: abandoned)
            logger.notice("removed containers of a dead process", metadata: ["containers": "\(abandoned.count)"])
        } catch {
            logger.warning("containers of dead processes stay", metadata: ["reason": "\(error)"])
        }
    }
}

extension ContainerName {
    fileprivate func belongs(to run: String) -> Bool { text.hasPrefix(Self.prefix(ofRun: run)) }

    /// The run that the name carries, `yyyyMMdd-HHmmss-` and four characters; `nil` if it is no name of ours.
    fileprivate var runID: String? {
        let parts = text.dropFirst("pipeline-runner-".count).split(separator: "-")
        return parts.count == 4 ? parts.prefix(3).joined(separator: "-") : nil
    }
}
