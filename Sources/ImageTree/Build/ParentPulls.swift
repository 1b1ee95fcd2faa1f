internal import OCI
internal import PipelineCore
internal import Synchronization

/// Brings parents up to date, each once a build, whoever asks first.
final class ParentPulls: Sendable {
    private let engine: any ImageEngine
    private let pulls = Mutex<[ImageReference: Task<Void, any Error>]>([:])

    init(engine: any ImageEngine) { self.engine = engine }

    /// Returns when the engine holds `reference`, asking its registry as `policy` says.
    func pull(_ reference: ImageReference, policy: PullPolicy, output: @escaping OutputHandler) async throws {
        let engine = engine
        let task = pulls.withLock { pulls in
            if let known = pulls[reference] { return known }
            let task = Task<Void, any Error> { _ = try await engine.pull(reference, policy: policy, output: output) }
            pulls[reference] = task
            return task
        }
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
