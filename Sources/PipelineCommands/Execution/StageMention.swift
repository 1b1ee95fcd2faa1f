internal import PipelineCore

/// What every message to another system says about the stage that it is about.
struct StageMention: Encodable {
    let time: String
    let run: String
    let project: String
    let pipeline: String
    let stage: String
    let commit: String
    let branch: String?
    let tag: String?
    let remote: String?
    let log: String

    /// A mention of `stage` in a run of `source`, sent at `time`; `log` is where the run's log can be read.
    init(_ stage: StageID, run: String, of source: RunSource, log: String, at time: UTCTime) {
        self.time = time.rfc3339
        (self.run, self.log) = (run, log)
        (project, commit) = (source.project, source.commit)
        (branch, tag, remote) = (source.branch, source.tag, source.remote)
        (pipeline, self.stage) = (stage.pipeline, stage.stage)
    }
}

/// A message with the keys of a mention beside its own.
struct StageMessage<Content: Encodable>: Encodable {
    let mention: StageMention
    let content: Content

    func encode(to encoder: any Encoder) throws {
        try mention.encode(to: encoder)
        try content.encode(to: encoder)
    }
}
