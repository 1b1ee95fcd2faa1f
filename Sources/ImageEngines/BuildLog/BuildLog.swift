internal import PipelineCore
internal import Synchronization

/// Passes a build's log on and explains a failure from it.
final class BuildLog<Reader: BuildLogReader>: Sendable {
    private let handler: OutputHandler
    private let reader: Mutex<Reader>

    init(_ reader: sending Reader, _ handler: @escaping OutputHandler) {
        self.reader = Mutex(reader)
        self.handler = handler
    }

    func add(_ line: OutputLine) {
        reader.withLock { $0.read(line.text) }
        handler(line)
    }

    /// What the reader has found out.
    func reading<Value: Sendable>(_ body: (Reader) -> Value) -> Value { reader.withLock { body($0) } }

    /// The failure in the form that all engines share: the instruction, the end of its output, the reason.
    func failure(target: String) -> EngineFailure {
        let explanation = reader.withLock { $0.explanation }
        if let parent = explanation.missingParent {
            // Docker asks even the host `localhost` for images, and fails with words that lead astray.
            let isLocal = parent.hasPrefix("localhost/")
            return EngineFailure(
                .baseUnavailable, operation: "build", subject: target,
                details: ["its parent image \(parent) is not there"] + (isLocal ? [] : [explanation.reason]),
                hint: isLocal ? "build it first, or name an image of a registry" : nil)
        }
        // A failure keeps 20 lines, and the instruction has to be among them.
        let output = explanation.output.suffix(15)
        let details = (explanation.instruction.map { [$0] } ?? []) + output + [explanation.reason]
        return FailureReport(lines: details).failure(.buildFailed, operation: "build", subject: target)
    }
}
