internal import FoundationEssentials
internal import Ledger
internal import OCI
internal import PipelineCore
internal import RunFiles

/// Writes what happens in one attempt at a run to the ledger, in order, without holding up whoever tells it.
///
/// A stage that passed must be on record before anything follows it: `settle` waits until all that was told is written.
final class RunRecorder: Sendable {
    private enum Entry: Sendable {
        case event(RunEvent, Moment, logEnd: Int64)
        case settle(CheckedContinuation<LedgerFailure?, Never>)
    }

    private let entries: AsyncStream<Entry>.Continuation
    private let writer: Task<Void, Never>
    private let now: @Sendable () -> Moment

    /// Records for `claim`; `commit` is what the images are made of. `onFailure` is told once when the ledger refuses.
    init(
        _ store: any LedgerStore, claim: RunClaim, commit: String, now: @escaping @Sendable () -> Moment,
        onFailure: @escaping @Sendable (LedgerFailure) -> Void
    ) {
        let (stream, entries) = AsyncStream<Entry>.makeStream()
        (self.entries, self.now) = (entries, now)
        writer = Task {
            var state = RecordingState(store: store, claim: claim, commit: commit)
            var failure: LedgerFailure?
            for await entry in stream {
                switch entry {
                case .settle(let continuation): continuation.resume(returning: failure)
                case .event(let event, let moment, let logEnd):
                    guard failure == nil else { continue }
                    do throws(LedgerFailure) {
                        try await state.take(event, at: moment, logEnd: logEnd)
                    } catch {
                        failure = error
                        onFailure(error)
                    }
                }
            }
        }
    }

    /// Takes an event; `logEnd` is the length of the run's log behind it, in bytes.
    func take(_ event: RunEvent, logEnd: Int64) {
        if case .output = event { return }
        entries.yield(.event(event, now(), logEnd: logEnd))
    }

    /// Waits until everything is written.
    ///
    /// - Throws: the first failure of the ledger.
    func settle() async throws(LedgerFailure) {
        let failure = await withCheckedContinuation { entries.yield(.settle($0)) }
        if let failure { throw failure }
    }

    /// Writes what is left and takes nothing more.
    func close() async {
        entries.finish()
        await writer.value
    }
}

/// The stages of an attempt as they stand.
private struct RecordingState {
    let store: any LedgerStore
    let claim: RunClaim
    let commit: String
    var stages: [StageID: RecordedStage] = [:]

    mutating func take(_ event: RunEvent, at now: Moment, logEnd: Int64) async throws(LedgerFailure) {
        switch event {
        case .stageStarted(let id):
            var stage = RecordedStage(pipeline: id.pipeline, stage: id.stage, status: .running, startedAt: now)
            stage.logStart = logEnd
            try await record(stage, id)
        case .stepStarted(let id, let title):
            guard var stage = stages[id] else { return }
            stage.steps.append(RecordedStep(title, startedAt: now))
            try await record(stage, id)
        case .published(_, let image):
            try await store.record(images(of: image), of: claim, at: now)
        case .stageFinished(let result):
            try await record(ended(result, at: now, logEnd: logEnd), result.id)
        case .pipelineStarted, .output, .warning:
            return
        }
    }

    private mutating func record(_ stage: RecordedStage, _ id: StageID) async throws(LedgerFailure) {
        stages[id] = stage
        try await store.record(stage, of: claim)
    }

    private func ended(_ result: StageResult, at now: Moment, logEnd: Int64) -> RecordedStage {
        var stage =
            stages[result.id]
            ?? RecordedStage(
                pipeline: result.id.pipeline, stage: result.id.stage, status: .skipped, startedAt: now)
        stage.status = RecordedStage.Status(rawValue: result.state.rawValue) ?? .failed
        stage.finishedAt = now
        stage.message = result.failure?.description
        stage.logEnd = logEnd
        stage.values = RecordedOutcome.text(result.outcome)
        return stage
    }

    private func images(of image: PublishedImage) -> [RecordedImage] {
        image.tags.map { tag in
            var record = RecordedImage(
                name: image.name, tag: tag, digest: image.digest.text, reference: image.reference(withTag: tag),
                commit: commit)
            (record.parents, record.buildKey) = (image.parents, image.buildKey)
            return record
        }
    }
}

/// What a stage left, as the ledger keeps it.
enum RecordedOutcome {
    static func text(_ outcome: StageOutcome) -> String { JSONText.line(outcome) }

    /// What earlier attempts left; a stage whose record cannot be read has to run again.
    static func outcomes(of stages: [RecordedStage]) -> [StageID: StageOutcome] {
        var outcomes: [StageID: StageOutcome] = [:]
        for stage in stages {
            guard let text = stage.values,
                let outcome = try? JSONDecoder().decode(StageOutcome.self, from: Data(text.utf8))
            else { continue }
            outcomes[StageID(pipeline: stage.pipeline, stage: stage.stage)] = outcome
        }
        return outcomes
    }
}

extension PublishedImage {
    /// The full reference with another of its tags.
    func reference(withTag tag: String) -> String {
        guard let primary = tags.first, reference.hasSuffix(":\(primary)") else { return reference }
        return reference.dropLast(primary.count) + tag
    }
}
