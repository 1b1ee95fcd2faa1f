internal import OCI
internal import PipelineCore

/// The JSON object that `run --format json` ends with.
struct RunReport: Encodable {
    struct StageRecord: Encodable {
        let pipeline: String
        let name: String
        let state: String
        let seconds: Double
        /// Why it failed.
        let error: ErrorRecord?
    }

    var state = RunState.failed.rawValue
    /// The run's ID; absent where none began.
    var run: String?
    var log: String?
    var project: String?
    var commit: String?
    var stages: [StageRecord] = []
    var images: [ImageRecord] = []
    /// What would be done, where nothing was to be done.
    var plan: RunPlan?
    /// Why the run failed, or why nothing was run.
    var error: ErrorRecord?

    init(run: String?) {
        self.run = run
    }

    mutating func add(_ result: RunResult) {
        state = result.state.rawValue
        stages = result.stages.map {
            StageRecord(
                pipeline: $0.id.pipeline, name: $0.id.stage, state: $0.state.rawValue,
                seconds: $0.duration.roundedSeconds, error: $0.failure.map(ErrorRecord.init))
        }
        images = result.images.map(ImageRecord.init)
        error = result.failure.map(ErrorRecord.init)
    }
}

/// A published image as programs read it.
struct ImageRecord: Encodable {
    let name: String
    let tags: [String]
    let digest: String
    let reference: String

    init(_ image: PublishedImage) {
        name = image.name
        tags = image.tags
        digest = image.digest.text
        reference = image.reference
    }
}

extension Duration {
    /// Seconds to three digits.
    var roundedSeconds: Double {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        return Double(milliseconds) / 1000
    }
}
