internal import ConfigValues
internal import FleetConfig
internal import FleetPolling
internal import Glibc
internal import Ledger
internal import Logging
internal import PipelineCore
internal import RunFiles
internal import RunnerServer
internal import Synchronization

/// Watches a fleet and runs what is merged, until it is told to stop.
final class Daemon: Sendable {
    let setup: DaemonSetup
    let store: any LedgerStore
    let logger: Logger
    private let owner: RunOwner
    private let fleet: Mutex<Fleet>
    private let bell = Bell()
    private let noted = NotedRules()
    private let metrics = DaemonMetrics()

    init(_ setup: DaemonSetup, store: any LedgerStore, owner: RunOwner, fleet: Fleet, logger: Logger) {
        (self.setup, self.store, self.owner, self.logger) = (setup, store, owner, logger)
        self.fleet = Mutex(fleet)
    }

    private var current: Fleet { fleet.withLock { $0 } }
    private var context: CommandContext { setup.context }

    /// As `once()`, until a signal ends it: what is in progress is put back.
    func once(_ signals: DaemonSignals) async throws -> Bool {
        let work = Task { try await once() }
        let listening = Task {
            for await request in signals.requests where request == .stop { work.cancel() }
        }
        defer { listening.cancel() }
        return try await work.value
    }

    /// Looks at every repository once, carries out all that waits, and returns whether everything went well.
    private func once() async throws -> Bool {
        let polled = await pollOnce()
        let pool = try pool()
        await withTaskCancellationHandler {
            await pool.work(untilIdle: true)
        } onCancel: {
            Task { await pool.stop(grace: .zero) }
        }
        if Task.isCancelled {
            // `work` has returned at once, with runs in progress.
            await pool.stop(grace: .zero)
            throw CancellationError()
        }
        await keepHouse()
        let waiting = try await waitingRuns()
        for run in waiting {
            let reason = run.message?.split(separator: "\n").first ?? "another one has to end before"
            logger.warning("a run waits", metadata: ["run": "\(run.id)", "reason": "\(reason)"])
        }
        return await pool.failed == 0 && polled && waiting.isEmpty
    }

    /// The runs of the fleet that could not be carried out yet.
    private func waitingRuns() async throws(LedgerFailure) -> [RunRecord] {
        var filter = RunFilter()
        filter.statuses = [.queued]
        return try await store.runs(filter).filter { current[$0.repository] != nil }
    }

    /// Polls every repository once; returns whether all had an answer.
    private func pollOnce() async -> Bool {
        let (poller, logger) = (poller, logger)
        var schedule = PollSchedule(limits: limits, seed: 0)
        schedule.watch(current.configuration.repositories, limits: limits, at: .zero)
        return await withTaskGroup { group in
            var isGood = true
            while true {
                for target in schedule.begin(at: .zero) {
                    let names = schedule.names(of: target)
                    group.addTask {
                        do {
                            try await poller(names)
                            return (target, true)
                        } catch {
                            logger.error(
                                "poll failed",
                                metadata: ["repository": "\(names.joined(separator: " "))", "reason": "\(error)"])
                            return (target, false)
                        }
                    }
                }
                guard let (target, hadAnswer) = await group.next() else { return isGood }
                isGood = isGood && hadAnswer
                schedule.finish(target, hadAnswer: hadAnswer, at: .zero)
            }
        }
    }

    /// Goes on until a signal ends it.
    func run(_ signals: DaemonSignals, manager: ServiceManager) async throws {
        let watches = FleetWatch(logger: logger, limits: limits, metrics: metrics, poll: poller)
        let pool = try pool()
        let services = DaemonServices(
            setup: setup, store: store, metrics: metrics, logger: logger, fleet: { self.current },
            hint: { await watches.hint($0) })
        let failure = Mutex<ServerFailure?>(nil)
        let serving = Task {
            do throws(ServerFailure) {
                try await services.serve()
            } catch {
                failure.withLock { $0 = error }
                signals.stop()
            }
        }
        let tasks = [
            serving, Task { await pool.work() }, Task { await keepHouseRegularly() },
            Task { await Self.sayAlive(to: manager) },
        ]
        await watches.apply(current.configuration)
        let watching = Task { await watches.run() }
        logger.notice(
            "watching", metadata: ["repositories": "\(current.names.count)", "state": "\(setup.state.path)"])
        manager.ready("watching \(current.names.count) repositories")
        var stopping: Task<Void, Never>?
        for await request in signals.requests {
            switch request {
            case .poll: await watches.hint()
            case .reload:
                manager.reloading()
                await reload(watches)
                services.checkSecrets()
                manager.ready("watching \(current.names.count) repositories")
            case .stop where stopping == nil:
                logger.notice("stopping", metadata: ["grace": "\(setup.grace)"])
                manager.stopping()
                let grace = setup.grace.duration
                stopping = Task {
                    watching.cancel()
                    await watching.value
                    await pool.stop(grace: grace)
                    signals.end()
                }
            case .stop: await pool.hurry()
            }
        }
        await stopping?.value
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        logger.notice("stopped")
        if let failure = failure.withLock({ $0 }) { throw CommandExit(.unfitEnvironment, "error: \(failure)") }
    }

    /// Takes the file as it is now; one that is wrong is refused, and what was in force stays.
    private func reload(_ watches: FleetWatch) async {
        do throws(CommandExit) {
            let new = try Fleet.read(setup.fleetFile, context)
            let old = current.configuration
            fleet.withLock { $0 = new }
            if setup.needsRestart(from: old, to: new.configuration) {
                logger.warning("state, registry, engine and addresses change when the daemon is started anew")
            }
            await watches.apply(new.configuration)
            await bell.ring()
            logger.notice("fleet file read anew", metadata: ["repositories": "\(new.names.count)"])
        } catch {
            logger.error(
                "the new fleet file is refused, the old one stays in force",
                metadata: ["reason": "\(error.message ?? "")"])
        }
    }

    /// Looks at the repositories of these names, which share an address, and records what is new there.
    private var poller: @Sendable ([String]) async throws -> Void {
        let (setup, store, bell, noted, logger) = (setup, store, bell, noted, logger)
        return { names in
            let fleet = self.current
            let poll = AddressPoll(
                repositories: names.compactMap { fleet[$0] }, fleet: fleet.configuration, store: store, setup: setup,
                noted: noted, logger: logger)
            if try await poll.observe() { await bell.ring() }
        }
    }

    private func pool() throws -> WorkerPool {
        let (setup, store, logger) = (setup, store, logger)
        let engine = DaemonEngine(store: store, temporaryFolder: setup.state.temporaryFolder, logger: logger) {
            try await setup.selectEngine(logger)
        }
        let tools = try setup.tools(engine: engine)
        return WorkerPool(
            store: store, owner: owner, logger: logger, bell: bell, now: { setup.context.moment },
            limits: { [self] in (setup.jobs ?? current.configuration.jobs, current.names) },
            carryOut: { [self] claimed, place in
                guard let repository = current[claimed.record.repository] else {
                    return .putBack("the repository left the fleet")
                }
                let start = ContinuousClock.now
                let outcome = await DaemonRun(
                    claimed: claimed, repository: repository, store: store, state: setup.state,
                    context: setup.context, logger: logger, place: place, fleet: { self.current.names },
                    terms: { tools.terms(for: $0, limits: self.limits) }
                ).execute()
                await count(outcome, of: claimed.record, took: .now - start)
                return outcome
            })
    }

    private func count(_ outcome: AttemptOutcome, of run: RunRecord, took duration: Duration) async {
        let word =
            switch outcome {
            case .passed: "passed"
            case .failed: "failed"
            case .cancelled: "cancelled"
            case .putBack: "put-back"
            }
        let images = (try? await store.run(run.id))?.images.count ?? run.images.count
        metrics.countRun(word, took: duration, publishing: images - run.images.count)
    }

    private var limits: FleetLimits { current.configuration.limits }

    /// At first after a minute and then every hour.
    private func keepHouseRegularly() async {
        var pause = Duration.seconds(60)
        while (try? await Task.sleep(for: pause)) != nil {
            await keepHouse()
            pause = .seconds(3600)
        }
    }

    /// Removes what is too old.
    private func keepHouse() async {
        await Housekeeping(
            store: store, state: setup.state, fleet: current.configuration, context: context, logger: logger
        ).keep()
    }

    private static func sayAlive(to manager: ServiceManager) async {
        guard let interval = manager.watchdogInterval else { return }
        repeat { manager.alive() } while (try? await Task.sleep(for: interval)) != nil
    }
}
