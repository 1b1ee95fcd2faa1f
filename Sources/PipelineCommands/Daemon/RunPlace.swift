internal import PipelineCore
internal import Synchronization

/// A run's place among those that a daemon carries out at a time. It is given free while all that the run does is to wait for
/// other runs: else these might wait for the place.
final class RunPlace: Sendable {
    private struct State {
        var active: Set<StageID> = []
        var waiting: Set<StageID> = []
        var isIdle: Bool { !waiting.isEmpty && active.isSubset(of: waiting) }
    }

    private let run: String
    private let pool: WorkerPool
    private let state = Mutex(State())

    init(of run: String, in pool: WorkerPool) { (self.run, self.pool) = (run, pool) }

    /// Is told what happens in the run.
    func observe(_ event: RunEvent) {
        switch event {
        case .stageStarted(let id): state.withLock { _ = $0.active.insert(id) }
        case .stageFinished(let result): state.withLock { _ = $0.active.remove(result.id) }
        default: break
        }
    }

    /// Asks `look` again and again until it says something, with the place given free meanwhile if no other stage needs it.
    /// When it returns or throws, the run has its place.
    func wait<Value: Sendable>(
        _ stage: StageID, until look: () async throws -> Value?
    ) async throws -> Value {
        state.withLock { _ = $0.waiting.insert(stage) }
        defer { state.withLock { _ = $0.waiting.remove(stage) } }
        do {
            while true {
                if let value = try await look() {
                    await pool.rejoin(run)
                    return value
                }
                // What another stage has begun meanwhile needs the place.
                if state.withLock({ $0.isIdle }) { await pool.leave(run) } else { await pool.take(run) }
                try await Task.sleep(for: .milliseconds(500))
            }
        } catch {
            await pool.rejoin(run)
            throw error
        }
    }
}
