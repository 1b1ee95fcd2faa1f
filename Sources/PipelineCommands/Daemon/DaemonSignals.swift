internal import Dispatch
internal import Glibc

/// The signals by which a daemon is told what to do, as they come.
struct DaemonSignals: @unchecked Sendable {
    // Safe: the sources are made once and never touched again.
    /// What a signal asks for.
    enum Request: Sendable {
        /// SIGTERM or SIGINT.
        case stop
        /// SIGHUP.
        case reload
        /// SIGUSR1.
        case poll
    }

    let requests: AsyncStream<Request>
    private let continuation: AsyncStream<Request>.Continuation
    private let sources: [any DispatchSourceSignal]

    init() {
        let (stream, continuation) = AsyncStream<Request>.makeStream()
        (requests, self.continuation) = (stream, continuation)
        let queue = DispatchQueue(label: "daemon-signals")
        let meanings: [(CInt, Request)] = [(SIGTERM, .stop), (SIGINT, .stop), (SIGHUP, .reload), (SIGUSR1, .poll)]
        sources = meanings.map { number, request in
            // Not ignored: children would inherit that.
            signal(number) { _ in }
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { continuation.yield(request) }
            source.resume()
            return source
        }
    }

    /// Asks for a stop as SIGTERM does.
    func stop() { continuation.yield(.stop) }

    /// Takes no more of them.
    func end() { continuation.finish() }
}
