internal import ConfigValues
internal import FleetConfig
internal import FleetPolling
internal import GitWatcher
internal import Ledger
internal import Logging
internal import PipelineCore
internal import RunFiles
internal import Synchronization

/// One attempt at a run that a daemon has claimed.
struct DaemonRun {
    let claimed: ClaimedRun
    let repository: FleetRepository
    let store: any LedgerStore
    let state: StateFolder
    let context: CommandContext
    let logger: Logger
    /// Its place among the runs in progress.
    let place: RunPlace
    /// The repositories that the daemon watches.
    let fleet: @Sendable () -> [String]
    /// How it is carried out, once it is known which run it is.
    let terms: @Sendable (RunRecord) throws -> RunTerms

    /// How long a claim holds without a heartbeat.
    static let lease = Duration.seconds(60)
    /// How often a run is attempted that the environment makes fail.
    private static let attemptLimit = 10

    /// Carries it out to its end and says how it ended. Cancelling the task puts the run back.
    func execute() async -> AttemptOutcome {
        let stop = Stop()
        let work = Task { await attempt(stop: stop) }
        let pulse = Task { await beat(stop: stop, work: work) }
        let outcome = await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            stop.set(.putBack("the daemon stops"))
            work.cancel()
        }
        pulse.cancel()
        await pulse.value
        return outcome
    }

    private func attempt(stop: Stop) async -> AttemptOutcome {
        let record = claimed.record
        do {
            let log = try RunLog(in: state, continuing: record.id)
            if claimed.claim.attempt > 1 { log.write("attempt \(claimed.claim.attempt)") }
            let subject = try await subject()
            var terms = try terms(record)
            terms.isRepeated = claimed.claim.attempt < Self.attemptLimit
            log.write("run \(record.id): \(subject.source.project) at \(subject.source.commit)")
            return await execute(subject, terms, log: log, stop: stop)
        } catch {
            return outcome(of: CommandExit(error), stop)
        }
    }

    private func execute(_ subject: RunSubject, _ terms: RunTerms, log: RunLog, stop: Stop) async -> AttemptOutcome {
        let context = context
        let recorder = RunRecorder(
            store, claim: claimed.claim, commit: claimed.record.commit, now: { context.moment },
            onFailure: { stop.set(.putBack("\($0)")) })
        var execution = RunExecution(
            subject: subject, terms: terms, state: state, context: context, log: log,
            observer: { [place] event in
                place.observe(event)
                if case .published = event { FaultPoint.published.reach() }
                for line in event.plainLines { log.write(line) }
                recorder.take(event, logEnd: log.length)
                if case .stageStarted = event { FaultPoint.stageStarted.reach() }
            },
            journal: { result in
                FaultPoint.stageEnded.reach()
                recorder.take(.stageFinished(result), logEnd: log.length)
                try await recorder.settle()
                FaultPoint.stageRecorded.reach()
            })
        execution.queue = RunQueue(
            store: store, claim: claimed.claim, course: claimed.record.course, now: { context.moment }, fleet: fleet,
            place: place)
        let ending = await execution.execute()
        await recorder.close()
        if let failure = log.failure {
            logger.warning("the log is incomplete", metadata: ["run": "\(claimed.record.id)", "reason": "\(failure)"])
        }
        if let message = ending.exit?.message { log.write(message) }
        return outcome(of: ending, stop)
    }

    /// The commit in the repository's mirror, with what earlier attempts finished.
    private func subject() async throws -> RunSubject {
        let record = claimed.record
        let folder = state.mirror(of: repository.name.text)
        let mirror = try await GitRepository.discover(from: folder)
        guard let commit = ObjectID(record.commit) else {
            throw CommandExit(.badInput, "error: `\(record.commit)` is no commit")
        }
        let description = try await mirror.commit(commit)
        var source = RunSource(
            project: repository.project(mirror: folder), commit: commit.hex, commitTime: description.committer.time)
        source.branch = record.plan.branch
        source.tag = record.plan.tag
        source.remote = repository.url.text
        source.parameters = record.trigger?.request.parameters ?? [:]
        var subject = RunSubject(
            repository: mirror, commit: commit, source: source, choice: try await choice(for: commit, in: mirror))
        subject.recorded = RecordedOutcome.outcomes(of: claimed.finished)
        return subject
    }

    /// What the fleet file means for the commit; of a commit that stands for others, for what all of them change.
    private func choice(for commit: ObjectID, in mirror: GitRepository) async throws -> PipelineChoice {
        let record = claimed.record
        if record.plan.cause == .trigger {
            return PipelineChoice(
                triggered: record.trigger?.request.wanted, rules: repository.settings.events[.merge] ?? [])
        }
        guard let event = FleetEvent(rawValue: record.plan.cause.rawValue) else { return PipelineChoice() }
        let settings = repository.settings
        guard settings.needsPaths(for: event) else {
            return PipelineChoice(rules: settings.rules(for: event, changed: []))
        }
        if event == .gate {
            let tips = try await store.tips(of: record.repository) ?? [:]
            let branches = tips.filter { $0.key.hasPrefix("refs/heads/") }.values.compactMap { ObjectID($0) }
            let paths = try await mirror.changedPaths(ofProposal: commit, to: branches)
            return PipelineChoice(rules: settings.rules(for: event, changed: paths))
        }
        var paths = try await mirror.changedPaths(of: commit)
        for covered in try await store.commits(of: record.repository)
        where covered.ref == record.ref && covered.fate == .coalesced(into: record.commit) {
            guard let id = ObjectID(covered.commit) else { continue }
            paths += try await mirror.changedPaths(of: id)
        }
        return PipelineChoice(rules: settings.rules(for: event, changed: paths))
    }

    private func outcome(of ending: RunExecution.Ending, _ stop: Stop) -> AttemptOutcome {
        if let exit = ending.exit { return outcome(of: exit, stop) }
        guard let result = ending.result else { return .failed("nothing was run") }
        switch result.state {
        case .passed: return .passed
        case .cancelled: return stop.outcome ?? .cancelled("cancelled")
        case .failed, .skipped:
            // A failure while being stopped is not the commit's.
            if let stopped = stop.outcome { return stopped }
            guard let failure = result.failure else { return .failed("a stage failed") }
            if failure.isEnvironmental { return again(after: failure.description) }
            let stage = result.stages.first { $0.failure != nil }?.id.description ?? ""
            return .failed("\(stage): \(failure)")
        }
    }

    private func outcome(of exit: CommandExit, _ stop: Stop) -> AttemptOutcome {
        if let stopped = stop.outcome { return stopped }
        let message = (exit.message ?? "it could not begin").withoutErrorLabel
        return switch exit.kind {
        case .interrupted: .cancelled("cancelled")
        case .unfitEnvironment: again(after: message)
        default: .failed(message)
        }
    }

    /// The machine, the registry or the network is at fault: the run waits longer each time, and fails in the end.
    private func again(after reason: String) -> AttemptOutcome {
        let attempt = claimed.claim.attempt
        guard attempt < Self.attemptLimit else { return .failed(reason) }
        let pause = min(Duration.seconds(15) * (1 << min(attempt - 1, 10)), .seconds(900))
        return .putBack(reason, until: context.moment.advanced(by: pause))
    }

    /// Keeps the claim, and stops the work when someone asks for that or the claim is lost.
    private func beat(stop: Stop, work: Task<AttemptOutcome, Never>) async {
        var sinceBeat = Duration.zero
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: .seconds(1))
                sinceBeat += .seconds(1)
                var reason: String?
                if sinceBeat >= .seconds(15) {
                    let beat = try await store.heartbeat(claimed.claim, lease: Self.lease, at: context.moment)
                    reason = beat.cancellation
                    sinceBeat = .zero
                } else {
                    let run = try await store.run(claimed.record.id)
                    reason = run.isToBeCancelled ? run.message ?? "cancelled" : nil
                }
                guard let reason else { continue }
                stop.set(.cancelled(reason))
                work.cancel()
                return
            } catch let failure as LedgerFailure where failure.code == .claimLost {
                stop.set(.putBack("someone else has taken it over"))
                work.cancel()
                return
            } catch {
                continue
            }
        }
    }

    /// Why an attempt is stopped from outside, as told first.
    private final class Stop: Sendable {
        private let reason = Mutex<AttemptOutcome?>(nil)

        var outcome: AttemptOutcome? { reason.withLock { $0 } }

        func set(_ outcome: AttemptOutcome) { reason.withLock { $0 = $0 ?? outcome } }
    }
}
