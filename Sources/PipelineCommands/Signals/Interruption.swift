internal import Dispatch
internal import Glibc

/// Runs `body` in a task that SIGINT, SIGTERM and SIGHUP cancel; a second one ends the process at once.
///
/// Child processes lead sessions of their own and do not see the terminal's Ctrl-C: cancellation reaches them in order,
/// and what they leave is removed before this returns.
func withInterruption(_ body: @escaping @Sendable () async throws -> Void) async throws {
    // Handlers that do nothing, because an ignored signal would stay ignored in every child process.
    signal(SIGPIPE) { _ in }
    let task = Task { try await body() }
    let queue = DispatchQueue(label: "signals")
    let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
        signal(number) { _ in }
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler {
            if task.isCancelled { _exit(CommandExit.Kind.interrupted.rawValue) }
            task.cancel()
        }
        source.resume()
        return source
    }
    defer { sources.forEach { $0.cancel() } }
    try await task.value
}
