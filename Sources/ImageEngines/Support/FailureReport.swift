internal import CommandRunner
internal import PipelineCore

/// What a failed engine command wrote, and the failure it amounts to.
struct FailureReport {
    var lines: [String]

    init(lines: [String]) { self.lines = lines }

    init(output: CapturedOutput) {
        lines = (output.standardError + "\n" + output.standardOutput).split(whereSeparator: \.isNewline).map(
            String.init)
    }

    func failure(
        _ code: EngineFailure.Code = .other, operation: String, subject: String, hint: String? = nil,
        place: String = "the engine's storage"
    ) -> EngineFailure {
        if lines.contains(where: { $0.contains("no space left on device") || $0.contains("No space left on device") }) {
            return EngineFailure(
                .diskFull, operation: operation, subject: subject, details: lines,
                hint: "free space on the file system of \(place), or remove images that nobody needs")
        }
        return EngineFailure(code, operation: operation, subject: subject, details: lines, hint: hint)
    }
}
