internal import PipelineCore
internal import Synchronization

/// Passes output on and keeps its end, from which a failure is explained.
final class OutputLog: Sendable {
    private let handler: OutputHandler
    private let lines = Mutex<[String]>([])

    init(_ handler: @escaping OutputHandler) { self.handler = handler }

    /// What is kept so far.
    var report: FailureReport { FailureReport(lines: lines.withLock { $0 }) }

    func add(_ line: OutputLine) {
        lines.withLock { lines in
            lines.append(line.text)
            if lines.count > 400 { lines.removeFirst(200) }
        }
        handler(line)
    }
}
