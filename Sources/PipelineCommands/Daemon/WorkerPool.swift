internal import Ledger
internal import Logging
internal import Synchronization

/// Carries out queued runs, so many at a time.
actor WorkerPool {
    private let store: any LedgerStore
    private let owner: RunOwner
    private let logger: Logger
    private let bell: Bell
    private let now: @Sendable () -> Moment
    /// What the fleet file says now.
    private let limits: @Sendable () -> (jobs: Int, repositories: [String])
    /// Carries out one run.
    private let carryOut: @Sendable (ClaimedRun, RunPlace) async -> AttemptOutcome
    private var running: [String: Task<Void, Never>] = [:]
    /// Those that have given their places free.
    private var away: Set<String> = []
    /// Those of them that want their places back, in order.
    private var returning: [(run: String, continuation: CheckedContinuation<Void, Never>)] = []
    /// Whether a place is kept for a run that is being claimed.
    private var isClaiming = false
    private var isStopping = false
    private var failures = 0

    init(
        store: any LedgerStore, owner: RunOwner, logger: Logger, bell: Bell, now: @escaping @Sendable () -> Moment,
        limits: @escaping @Sendable () -> (jobs: Int, repositories: [String]),
        carryOut: @escaping @Sendable (ClaimedRun, RunPlace) async -> AttemptOutcome
    ) {
        (self.store, self.owner, self.logger, self.bell, self.now) = (store, owner, logger, bell, now)
        (self.limits, self.carryOut) = (limits, carryOut)
    }

    /// How many runs failed or were put back.
    var failed: Int { failures }

    /// Claims and carries out until `stop`; with `untilIdle` also until nothing can be claimed and nothing runs.
    func work(untilIdle: Bool = false) async {
        while !isStopping {
            let (jobs, repositories) = limits()
            admit()
            if occupied < jobs {
                do {
                    isClaiming = true
                    defer { isClaiming = false }
                    if let claimed = try await store.claim(
                        for: owner, among: repositories, lease: DaemonRun.lease, at: now())
                    {
                        if isStopping {
                            await finish(claimed.claim, .putBack("the daemon stops"))
                        } else {
                            begin(claimed)
                        }
                        continue
                    }
                } catch {
                    logger.error("no run can be claimed", metadata: ["reason": "\(error)"])
                    await bell.wait(atMost: .seconds(5))
                    continue
                }
            }
            // Nobody could return while a place was kept.
            admit()
            if untilIdle, running.isEmpty { return }
            await bell.wait(atMost: .milliseconds(500))
        }
    }

    /// Begins no more runs, gives those in progress `grace` to end, and puts back what is left.
    func stop(grace: Duration) async {
        isStopping = true
        await bell.ring()
        // They would wait for runs that do not begin any more.
        for run in away { running[run]?.cancel() }
        let tasks = Array(running.values)
        guard !tasks.isEmpty else { return }
        let alarm = Task {
            try await Task.sleep(for: grace)
            for task in tasks { task.cancel() }
        }
        for task in tasks { await task.value }
        alarm.cancel()
    }

    /// Puts back what runs without waiting any longer.
    func hurry() { for task in running.values { task.cancel() } }

    /// Gives the place of a run free, for one that it waits for perhaps.
    func leave(_ run: String) async {
        guard running[run] != nil, away.insert(run).inserted else { return }
        await bell.ring()
    }

    /// Takes the place of a run again, whether or not there is room.
    func take(_ run: String) {
        away.remove(run)
        for entry in returning where entry.run == run { entry.continuation.resume() }
        returning.removeAll { $0.run == run }
    }

    /// Waits until there is room for a run that has given its place free, and takes it; a cancelled one does not wait.
    func rejoin(_ run: String) async {
        guard away.contains(run) else { return }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                returning.append((run, continuation))
                if Task.isCancelled || isStopping { take(run) } else { admit() }
            }
        } onCancel: {
            Task { await self.take(run) }
        }
    }

    private var occupied: Int { running.count - away.count + (isClaiming ? 1 : 0) }

    /// Lets those return that there is room for; they go before runs that have not begun.
    private func admit() {
        while let first = returning.first, occupied < limits().jobs { take(first.run) }
    }

    private func begin(_ claimed: ClaimedRun) {
        FaultPoint.claimed.reach()
        let run = claimed.record
        logger.notice(
            "run begins",
            metadata: [
                "run": "\(run.id)", "repository": "\(run.repository)", "ref": "\(run.ref)", "commit": "\(run.commit)",
                "attempt": "\(claimed.claim.attempt)",
            ])
        running[run.id] = Task {
            let outcome = await carryOut(claimed, RunPlace(of: run.id, in: self))
            FaultPoint.ended.reach()
            await finish(claimed.claim, outcome)
            FaultPoint.finished.reach()
            await ended(run.id, outcome)
        }
    }

    /// Writes the end down; as long as the ledger cannot be written, the run is not over.
    private func finish(_ claim: RunClaim, _ outcome: AttemptOutcome) async {
        while true {
            do throws(LedgerFailure) {
                return try await store.finish(claim, outcome, at: now())
            } catch {
                logger.error(
                    "the end of a run cannot be recorded", metadata: ["run": "\(claim.run)", "reason": "\(error)"])
                if error.code == .claimLost || isStopping { return }
            }
            try? await Task.sleep(for: .seconds(5))
        }
    }

    private func ended(_ run: String, _ outcome: AttemptOutcome) async {
        running[run] = nil
        take(run)
        admit()
        let (words, reason): (String, String?) =
            switch outcome {
            case .passed: ("passed", nil)
            case .failed(let reason): ("failed", reason)
            case .cancelled(let reason): ("cancelled", reason)
            case .putBack(let reason, _): ("put back", reason)
            }
        var isBad = false
        switch outcome {
        case .failed, .putBack: isBad = true
        case .passed, .cancelled: break
        }
        if isBad { failures += 1 }
        var metadata: Logger.Metadata = ["run": "\(run)", "outcome": "\(words)"]
        if let line = reason?.split(separator: "\n").first { metadata["reason"] = "\(line)" }
        logger.log(level: isBad ? .warning : .notice, "run ends", metadata: metadata)
        await bell.ring()
    }
}
