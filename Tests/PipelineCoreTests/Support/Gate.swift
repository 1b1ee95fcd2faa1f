import Synchronization

/// Holds tasks up until it is opened; a cancelled task passes with an error.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var nextTicket = 0
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
    }

    private let state = Mutex(State())

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    func pass() async throws {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let isCancelled = Task.isCancelled
                let mayPass = state.withLock { state in
                    if !state.isOpen, !isCancelled { state.waiting[ticket] = continuation }
                    return state.isOpen
                }
                if isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else if mayPass {
                    continuation.resume()
                }
            }
        } onCancel: {
            // A task cancelled between the look at `isCancelled` and the lock is found here or by nobody: the handler
            // runs after the flag is set, and the continuation is stored under the same lock.
            state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume(throwing: CancellationError())
        }
    }
}

/// A clock whose every sleep ends when its gate opens.
struct GateClock: Clock {
    let gate = Gate()

    var now: ContinuousClock.Instant { ContinuousClock().now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws { try await gate.pass() }
}
