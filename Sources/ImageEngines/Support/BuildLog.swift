internal import PipelineCore
internal import Synchronization

/// The end of a build's log, from which a failure is explained.
final class BuildLog: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) {
        lines.withLock { lines in
            lines.append(line)
            if lines.count > 200 { lines.removeFirst(100) }
        }
    }

    func failure(target: String) -> EngineFailure {
        FailureReport(lines: lines.withLock { $0 }).failure(.buildFailed, operation: "build", subject: target)
    }
}
