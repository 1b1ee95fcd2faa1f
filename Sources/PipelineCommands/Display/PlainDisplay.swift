internal import PipelineCore

/// Prints each event as it comes, a line at a time with the stage in front.
struct PlainDisplay: RunDisplay {
    let channel: OutputChannel

    func show(_ event: RunEvent) {
        let lines = channel.isTerminal ? event.plainLines.map(\.withoutControls) : event.plainLines
        channel.write(lines.map { $0 + "\n" }.joined())
    }

    func close() {}
}

extension RunEvent {
    /// The event as a person reads it in a log.
    var plainLines: [String] {
        switch self {
        case .pipelineStarted(let name, let stages):
            ["pipeline \(name): \(stages.map(\.stage).joined(separator: ", "))"]
        case .stageStarted: []
        case .stepStarted(let id, let step): ["[\(id)] --- \(step)"]
        case .output(let id, let line): ["[\(id)] \(line.text)"]
        case .published(let id, let image): ["[\(id)] published \(image.reference) \(image.digest)"]
        case .warning(let text): ["warning: \(text)"]
        case .stageFinished(let result): result.plainLines
        }
    }
}

extension StageResult {
    /// The stage's end as a person reads it in a log.
    var plainLines: [String] {
        if state == .skipped { return ["[\(id)] skipped"] }
        if isRecorded { return ["[\(id)] passed before"] }
        let reason = failure.map { ": \($0)".split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
        let first = "[\(id)] \(state.rawValue) after \(duration.shortText)"
        guard let reason else { return [first] }
        return [first + reason[0]] + reason.dropFirst().map { "[\(id)] \($0)" }
    }
}
