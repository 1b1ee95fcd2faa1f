internal import GitWatcher
internal import Ledger
internal import PipelineCore
internal import RunFiles
internal import SQLiteLedger

/// Writes a run that a command carries out by itself to the ledger of the state folder.
///
/// The run does not wait for it, and goes on where the ledger cannot be written: the result is in the registry, and nobody
/// takes such a run up again.
struct LocalRecorder {
    private let store: any LedgerStore
    private let claim: RunClaim
    private let recorder: RunRecorder
    private let context: CommandContext

    /// Records that the run has begun; `nil` after a warning if the ledger does not take it.
    static func begin(
        _ id: RunID, _ source: RunSource, _ event: Trigger, in ledger: Task<SQLiteLedger, any Error>,
        _ context: CommandContext
    ) async -> LocalRecorder? {
        do {
            let store = try await ledger.value
            let plan = RunPlan(RunCause(rawValue: event.rawValue) ?? .local, branch: source.branch, tag: source.tag)
            let ref = source.tag.map { "refs/tags/\($0)" } ?? source.branch.map { "refs/heads/\($0)" } ?? ""
            let now = context.moment
            let run = RunRecord(
                id: id.description, repository: source.project, ref: ref, commit: source.commit, plan: plan,
                origin: .command, progress: RunRecord.Progress(.running, createdAt: now))
            // A lease as long as a run may ever take: its process tells whether it is alive.
            let claim = try await store.begin(
                run, owner: ProcessIdentity.current.owner, lease: .seconds(7 * 86400), at: now)
            let recorder = RunRecorder(
                store, claim: claim, commit: source.commit, now: { context.moment },
                onFailure: { context.warn("the ledger lacks a part of this run: \($0)") })
            return LocalRecorder(store: store, claim: claim, recorder: recorder, context: context)
        } catch {
            context.warn("this run is not recorded: \(error)")
            return nil
        }
    }

    /// Where its steps queue runs of other repositories, for the daemon of the state folder.
    func queue(in state: StateFolder) -> RunQueue {
        let context = context
        return RunQueue(store: store, claim: claim, now: { context.moment }, isServed: { DaemonLock.isHeld(in: state) })
    }

    func take(_ event: RunEvent, logEnd: Int64) { recorder.take(event, logEnd: logEnd) }

    func finish(_ ending: RunExecution.Ending) async {
        await recorder.close()
        do {
            try await store.finish(claim, Self.outcome(of: ending), at: context.moment)
        } catch {
            context.warn("the ledger lacks the end of this run: \(error)")
        }
    }

    private static func outcome(of ending: RunExecution.Ending) -> AttemptOutcome {
        if let exit = ending.exit {
            let message = (exit.message ?? "").withoutErrorLabel
            return exit.kind == .interrupted ? .cancelled("interrupted") : .failed(message)
        }
        guard let result = ending.result else { return .failed("nothing was run") }
        switch result.state {
        case .passed: return .passed
        case .cancelled: return .cancelled("interrupted")
        case .failed, .skipped: return .failed(result.failure?.description ?? "a stage failed")
        }
    }
}
