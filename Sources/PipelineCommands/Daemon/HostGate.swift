/// Lets so many connections to one host through at a time.
actor HostGate {
    private var open: [String: Int] = [:]
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

    /// Runs `body` as soon as fewer than `limit` others talk to `host`; without a host at once.
    nonisolated func pass<Value: Sendable>(
        _ host: String?, limit: Int, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let host else { return try await body() }
        await enter(host, limit)
        do {
            let value = try await body()
            await leave(host)
            return value
        } catch {
            await leave(host)
            throw error
        }
    }

    private func enter(_ host: String, _ limit: Int) async {
        if open[host, default: 0] < limit {
            open[host, default: 0] += 1
        } else {
            await withCheckedContinuation { waiting[host, default: []].append($0) }
        }
    }

    /// The place goes to the one who has waited longest.
    private func leave(_ host: String) {
        if waiting[host]?.isEmpty == false {
            waiting[host]?.removeFirst().resume()
        } else {
            open[host, default: 1] -= 1
        }
    }
}
