internal import FoundationEssentials
internal import PipelineCore

/// Prints each event as a JSON object on a line of its own.
struct JSONDisplay: RunDisplay {
    let channel: OutputChannel
    let now: @Sendable () -> UTCTime

    func show(_ event: RunEvent) {
        channel.write(JSONText.line(EventRecord(event, at: now())) + "\n")
    }

    func close() {}

    @discardableResult
    func show(_ error: ErrorRecord) -> Bool {
        channel.write(JSONText.line(EventRecord(error, at: now())) + "\n")
        return true
    }
}

/// JSON with sorted keys, so that equal values give equal text.
enum JSONText {
    /// `value` on one line.
    static func line(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}

/// An event as programs read it; `event` says which of the other fields are there.
private struct EventRecord: Encodable {
    let event: String
    let time: String
    var pipeline: String?
    var stage: String?
    var stages: [String]?
    var step: String?
    var stream: String?
    var text: String?
    var state: String?
    var seconds: Double?
    var error: ErrorRecord?
    var image: ImageRecord?

    init(_ error: ErrorRecord, at time: UTCTime) {
        self.time = time.rfc3339
        event = "error"
        self.error = error
    }

    init(_ source: RunEvent, at time: UTCTime) {
        self.time = time.rfc3339
        switch source {
        case .pipelineStarted(let name, let ids):
            event = "pipelineStarted"
            pipeline = name
            stages = ids.map(\.stage)
        case .stageStarted(let id):
            event = "stageStarted"
            (pipeline, stage) = (id.pipeline, id.stage)
        case .stepStarted(let id, let name):
            event = "stepStarted"
            (pipeline, stage, step) = (id.pipeline, id.stage, name)
        case .output(let id, let line):
            event = "output"
            (pipeline, stage) = (id.pipeline, id.stage)
            (stream, text) = (line.stream == .standardOutput ? "stdout" : "stderr", line.text)
        case .stageFinished(let result):
            event = "stageFinished"
            (pipeline, stage) = (result.id.pipeline, result.id.stage)
            (state, seconds) = (result.state.rawValue, result.duration.roundedSeconds)
            error = result.failure.map(ErrorRecord.init)
        case .published(let id, let published):
            event = "published"
            (pipeline, stage) = (id.pipeline, id.stage)
            image = ImageRecord(published)
        case .warning(let message):
            event = "warning"
            text = message
        }
    }
}
