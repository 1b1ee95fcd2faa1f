internal import Dispatch
internal import Glibc

/// Runs `body` in a task that SIGINT, SIGTERM and SIGHUP cancel; another one, five seconds later or more, ends the
/// process.
///
/// Child processes lead sessions of their own and do not see the terminal's Ctrl-C: cancellation reaches them in order,
/// and what they leave is removed before this returns. That takes a moment, in which an impatient second Ctrl-C must not
/// leave a container behind; and some senders signal a process and its group, so that one request arrives twice.
func withInterruption(_ body: @escaping @Sendable () async throws -> Void) async throws {
    let task = Task { try await body() }
    let queue = DispatchQueue(label: "signals")
    let first = FirstSignal()
    let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
        // As for SIGPIPE, nothing that children would inherit.
        signal(number) { _ in }
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler {
            if first.isLongAgo() { _exit(CommandExit.Kind.interrupted.rawValue) }
            task.cancel()
        }
        source.resume()
        return source
    }
    defer { sources.forEach { $0.cancel() } }
    try await task.value
}

/// When the process was first asked to end. Used on one queue only, which is what makes the class safe to share.
private final class FirstSignal: @unchecked Sendable {
    private var moment: ContinuousClock.Instant?

    /// Remembers the first call; says of a later one whether that was more than five seconds ago.
    func isLongAgo() -> Bool {
        guard let moment else {
            moment = .now
            return false
        }
        return moment.duration(to: .now) > .seconds(5)
    }
}
