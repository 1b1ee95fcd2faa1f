internal import Ledger

/// A run as programs read it: `null` stands for what has not happened yet.
struct RunsRecord: Encodable {
    struct Image: Encodable {
        let name: String
        let tag: String
        let digest: String
        let reference: String
        let commit: String
        let run: String
        let parents: [String: String]
        let buildKey: String?

        init(_ image: RecordedImage) {
            name = image.name
            tag = image.tag
            digest = image.digest
            reference = image.reference
            commit = image.commit
            run = image.run
            parents = image.parents
            buildKey = image.buildKey
        }
    }

    /// The step of another run that asked for it.
    struct Trigger: Encodable {
        let run: String
        let pipeline: String
        let stage: String
        let wait: Bool
        let wanted: String?
        let parameters: [String: String]

        init(_ trigger: RecordedTrigger) {
            run = trigger.run
            (pipeline, stage) = (trigger.request.pipeline, trigger.request.stage)
            (wait, wanted, parameters) = (trigger.request.waits, trigger.request.wanted, trigger.request.parameters)
        }
    }

    private enum Key: CodingKey {
        case id, repository, ref, branch, tag, commit, event, trigger, state, priority, attempts, createdAt, startedAt,
            finishedAt
        case message, images
    }

    let run: RunRecord

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(run.id, forKey: .id)
        try container.encode(run.repository, forKey: .repository)
        try container.encode(run.ref, forKey: .ref)
        try container.encode(run.plan.branch, forKey: .branch)
        try container.encode(run.plan.tag, forKey: .tag)
        try container.encode(run.commit, forKey: .commit)
        try container.encode(run.plan.cause.rawValue, forKey: .event)
        try container.encode(run.trigger.map(Trigger.init), forKey: .trigger)
        try container.encode(run.status.rawValue, forKey: .state)
        try container.encode(run.plan.priority, forKey: .priority)
        try container.encode(run.attempts, forKey: .attempts)
        try container.encode(run.createdAt.rfc3339, forKey: .createdAt)
        try container.encode(run.startedAt?.rfc3339, forKey: .startedAt)
        try container.encode(run.finishedAt?.rfc3339, forKey: .finishedAt)
        try container.encode(run.message, forKey: .message)
        try container.encode(run.images.map(Image.init), forKey: .images)
    }
}

/// A run with all that is recorded of it, as programs read it.
struct RunDetails: Encodable {
    struct Stage: Encodable {
        let pipeline: String
        let stage: String
        let state: String
        let attempt: Int
        let startedAt: String
        let finishedAt: String?
        let message: String?
        let steps: [Step]
    }

    struct Step: Encodable {
        let title: String
        let startedAt: String
    }

    struct Attempt: Encodable {
        let number: Int
        let owner: String
        let startedAt: String
        let finishedAt: String?
        let outcome: String?
    }

    let run: RunRecord
    let stages: [RecordedStage]
    let attempts: [RecordedAttempt]
    /// The runs that its steps asked for.
    let triggered: [RunRecord]
    let log: String

    private enum Key: CodingKey { case stages, attemptList, triggered, log }

    func encode(to encoder: any Encoder) throws {
        try RunsRecord(run: run).encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(log, forKey: .log)
        try container.encode(triggered.map(RunsRecord.init), forKey: .triggered)
        try container.encode(
            stages.map { stage in
                Stage(
                    pipeline: stage.pipeline, stage: stage.stage, state: stage.status.rawValue, attempt: stage.attempt,
                    startedAt: stage.startedAt.rfc3339, finishedAt: stage.finishedAt?.rfc3339, message: stage.message,
                    steps: stage.steps.map { Step(title: $0.title, startedAt: $0.startedAt.rfc3339) })
            }, forKey: .stages)
        try container.encode(
            attempts.map {
                Attempt(
                    number: $0.number, owner: $0.owner.text, startedAt: $0.startedAt.rfc3339,
                    finishedAt: $0.finishedAt?.rfc3339, outcome: $0.outcome)
            }, forKey: .attemptList)
    }
}
