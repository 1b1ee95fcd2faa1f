internal import PipelineCore
internal import Synchronization

/// Lets lines through one at a time: a test's two streams come from threads of their own.
final class SerialLines: Sendable {
    private let gate = Mutex<Void>(())
    private let handler: OutputHandler

    init(_ handler: @escaping OutputHandler) { self.handler = handler }

    func emit(_ line: OutputLine) { gate.withLock { _ in handler(line) } }
}
