internal import Ledger
internal import PipelineCore

/// How the stages of a past run, or of one in progress, stand.
struct PastStages {
    /// One of them.
    struct State: Hashable {
        let status: RecordedStage.Status
        /// How long it took; `nil` if it has not ended.
        let duration: Duration?
    }

    private let states: [StageID: State]

    /// - Parameter recorded: The stages of all attempts, oldest first.
    init(_ recorded: [RecordedStage]) {
        var states: [StageID: State] = [:]
        for stage in recorded {
            let id = StageID(pipeline: stage.pipeline, stage: stage.stage)
            let duration = stage.finishedAt.map { stage.startedAt.duration(to: $0) }
            // What passed in an earlier attempt took the time that it took there.
            let isTakenOver = stage.status == .passed && stage.steps.isEmpty && states[id]?.status == .passed
            if !isTakenOver { states[id] = State(status: stage.status, duration: duration) }
        }
        self.states = states
    }

    /// Whether any stage is recorded.
    var isKnown: Bool { !states.isEmpty }

    /// Whether a stage of the pipeline is recorded.
    func hasPipeline(_ name: String) -> Bool { states.keys.contains { $0.pipeline == name } }

    subscript(pipeline: String, stage: String) -> State? { states[StageID(pipeline: pipeline, stage: stage)] }
}

extension PastStages.State {
    /// `passed 2.4s`, or the state alone where there is no time to tell.
    var text: String {
        guard let duration, status != .skipped else { return status.rawValue }
        return "\(status.rawValue) \(duration.shortText)"
    }

    /// The colour of its box.
    var color: String {
        switch status {
        case .passed: "#b7e4c7"
        case .failed: "#f4a6a6"
        case .running: "#a6c8f4"
        case .cancelled: "#f4dca6"
        case .skipped: "#e0e0e0"
        }
    }
}
