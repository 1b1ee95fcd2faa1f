/// A step took longer than it may.
struct TimedOut: Error {}

/// Runs `body` and cancels it when `limit` is over; returns only after it has ended.
///
/// - Throws: `TimedOut` when the limit was over first, else what `body` throws.
func withTimeLimit<Value: Sendable>(
    _ limit: Duration, clock: any Clock<Duration>, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await clock.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else {
            group.cancelAll()
            // What the body left behind must be gone before anybody hears of the timeout.
            while let _ = try? await group.next() {}
            throw TimedOut()
        }
        return value
    }
}
