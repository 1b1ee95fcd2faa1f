internal import Diagnostics
internal import Ledger
internal import PipelineCore

/// A run of another repository that `trigger` steps queue.
struct TriggeredRun {
    let name: String
    let repository: String
    /// `nil` for the only branch that is recorded, else `main` or `master`.
    let branch: String?
    /// `nil` for all that a merge runs.
    let pipeline: String?
    let queue: RunQueue

    private static let reserved = ["branch", "commit", "tag"]

    func check(_ call: TriggerCall) async throws(TriggerFailure) {
        if let parameter = call.parameters.keys.sorted().first(where: Self.reserved.contains) {
            throw TriggerFailure(
                "a run of \(repository) says itself what its parameter `\(parameter)` is", hint: "use another name")
        }
        let request = try await request(call)
        do throws(LedgerFailure) {
            try await queue.store.checkTrigger(request, of: queue.claim)
        } catch {
            throw Self.failure(error)
        }
    }

    func start(_ call: TriggerCall, output: OutputHandler) async throws -> TriggerOutcome {
        try await check(call)
        let request = try await request(call)
        let run: RunRecord
        do throws(LedgerFailure) {
            run = try await queue.store.trigger(request, of: queue.claim, at: queue.now())
        } catch {
            throw Self.failure(error)
        }
        FaultPoint.enqueued.reach()
        let place = "\(repository) at \(run.commit.prefix(12)) (\(run.plan.branch ?? run.ref))"
        output(OutputLine(.standardOutput, "run \(run.id) of \(place) is \(run.status.rawValue)"))
        if !queue.isServed() {
            output(OutputLine(.standardError, "no daemon uses the state folder: the run waits for one"))
        }
        return call.waits ? try await end(of: run, call, output) : .started
    }

    private func end(of run: RunRecord, _ call: TriggerCall, _ output: OutputHandler) async throws -> TriggerOutcome {
        let store = queue.store
        let ended: RunRecord
        do {
            ended = try await queue.wait(call.stage) {
                let now = try await store.run(run.id)
                if now.status == .queued, let fleet = queue.fleet, !fleet().contains(repository) {
                    throw TriggerFailure("run \(run.id) will not begin: \(repository) has left the fleet")
                }
                return now.status.isFinished ? now : nil
            }
        } catch let failure as LedgerFailure {
            throw Self.failure(failure)
        }
        output(OutputLine(.standardOutput, "run \(run.id) of \(repository) \(ended.status.rawValue)"))
        guard ended.status != .passed else { return .passed }
        let reason = ended.message?.split(separator: "\n").first.map { ": \($0)" } ?? ""
        let verb = ended.status == .cancelled ? "was cancelled" : "failed"
        return .failed("run \(run.id) of \(repository) \(verb)\(reason)")
    }

    private func request(_ call: TriggerCall) async throws(TriggerFailure) -> RunTrigger {
        var request = RunTrigger(
            by: call.stage.stage, of: call.stage.pipeline, repository: repository, ref: try await ref())
        request.wanted = pipeline
        request.parameters = call.parameters
        request.waits = call.waits
        return request
    }

    /// The full name of the branch whose newest recorded commit is run.
    private func ref() async throws(TriggerFailure) -> String {
        let prefix = "refs/heads/"
        let tips: [String: String]?
        let known: [String]
        do throws(LedgerFailure) {
            if let fleet = queue.fleet { known = fleet() } else { known = try await queue.store.repositories() }
            tips = try await queue.store.tips(of: repository)
        } catch {
            throw Self.failure(error)
        }
        guard known.contains(repository) else {
            let near = nearMatch(to: repository, among: known).map { "did you mean `\($0)`? " } ?? ""
            let list = known.isEmpty ? "none is" : "these are: \(known.sorted().joined(separator: ", "))"
            throw TriggerFailure("the daemon does not watch a repository `\(repository)`", hint: near + list)
        }
        let branches = (tips ?? [:]).keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            .sorted()
        guard !branches.isEmpty else {
            throw TriggerFailure(
                "no branch of \(repository) is recorded yet", hint: "the daemon records them when it has polled it",
                isPassing: queue.fleet != nil)
        }
        if let branch {
            if branches.contains(branch) { return prefix + branch }
            let near = nearMatch(to: branch, among: branches).map { "did you mean `\($0)`? " } ?? ""
            throw TriggerFailure(
                "\(repository) has no branch `\(branch)` that is watched",
                hint: near + "these are: \(branches.joined(separator: ", "))")
        }
        if branches.count == 1 { return prefix + branches[0] }
        if let usual = ["main", "master"].first(where: branches.contains) { return prefix + usual }
        throw TriggerFailure(
            "\(repository) has several branches: \(branches.joined(separator: ", "))",
            hint: "name one with `branch` under `triggers.\(name)` of the run configuration")
    }

    private static func failure(_ failure: LedgerFailure) -> TriggerFailure {
        TriggerFailure(
            "cannot \(failure.operation) \(failure.subject): \(failure.detail)", hint: failure.hint,
            isPassing: [.busy, .diskFull, .claimLost].contains(failure.code))
    }
}
