/// Asks a registry again that has trouble of its own: most of it passes in seconds, and a build is too dear to lose to it.
struct RegistryRetry: Sendable {
    private static let pauses: [Duration] = [.seconds(1), .seconds(3), .seconds(9)]

    let clock: any Clock<Duration>

    /// Calls `body` until it succeeds or fails for another reason, at most four times; tells of each further attempt.
    func run<Value: Sendable>(
        _ output: OutputHandler, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        for pause in Self.pauses {
            do {
                return try await body()
            } catch let failure as EngineFailure where failure.code == .registryTrouble {
                let reason = failure.details.last.map { ": \($0)" } ?? ""
                output(OutputLine(.standardError, "the registry has trouble\(reason); again in \(pause.shortText)"))
                try await clock.sleep(for: pause)
            }
        }
        return try await body()
    }
}
