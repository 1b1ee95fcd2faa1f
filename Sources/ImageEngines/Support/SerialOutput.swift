internal import PipelineCore
internal import Synchronization

/// Lets the lines of two streams through one at a time.
///
/// The lock is held while the handler runs: a slow handler then slows the process that writes, instead of filling memory.
final class SerialOutput: Sendable {
    private let gate = Mutex<Void>(())
    private let handler: OutputHandler

    init(_ handler: @escaping OutputHandler) { self.handler = handler }

    func emit(_ line: OutputLine) { gate.withLock { _ in handler(line) } }
}
