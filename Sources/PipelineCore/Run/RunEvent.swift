/// What happens in a run, told as it happens.
public enum RunEvent: Sendable {
    /// A pipeline begins; its stages in order.
    case pipelineStarted(String, stages: [StageID])
    /// A stage begins.
    case stageStarted(StageID)
    /// A stage begins a step, described as in `build variant test`.
    case stepStarted(StageID, String)
    /// A step wrote a line.
    case output(StageID, OutputLine)
    /// A stage ended, was skipped, or passed in an earlier attempt at the run.
    case stageFinished(StageResult)
    /// An image was published.
    case published(StageID, PublishedImage)
    /// Something a person should know, which fails nothing.
    case warning(String)
}

/// A stage of a pipeline, unique in a run.
public struct StageID: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The pipeline's name.
    public let pipeline: String
    /// The stage's name.
    public let stage: String
    /// `pipeline/stage`.
    public var description: String { "\(pipeline)/\(stage)" }

    /// The stage of a pipeline.
    public init(pipeline: String, stage: String) {
        self.pipeline = pipeline
        self.stage = stage
    }
}
