internal import ConfigValues
internal import FleetConfig
internal import Glibc
internal import Ledger
internal import Logging
internal import PipelineCore
internal import RunFiles
internal import Synchronization

/// Watches a fleet and runs what is merged, until it is told to stop.
final class Daemon: Sendable {
    let setup: DaemonSetup
    let store: any LedgerStore
    let logger: Logger
    private let owner: RunOwner
    private let fleet: Mutex<Fleet>
    private let bell = Bell()
    private let hosts = HostGate()

    init(_ setup: DaemonSetup, store: any LedgerStore, owner: RunOwner, fleet: Fleet, logger: Logger) {
        (self.setup, self.store, self.owner, self.logger) = (setup, store, owner, logger)
        self.fleet = Mutex(fleet)
    }

    private var current: Fleet { fleet.withLock { $0 } }
    private var context: CommandContext { setup.context }

    /// Looks at every repository once, carries out all that waits, and returns whether everything went well.
    func once() async throws -> Bool {
        let poller = poller
        let logger = logger
        let polled = await withTaskGroup { group in
            for repository in current.configuration.repositories {
                group.addTask {
                    do {
                        try await poller(repository)
                        return true
                    } catch {
                        logger.error(
                            "poll failed", metadata: ["repository": "\(repository.name)", "reason": "\(error)"])
                        return false
                    }
                }
            }
            return await group.reduce(true) { $0 && $1 }
        }
        let pool = try pool()
        await withTaskCancellationHandler {
            await pool.work(untilIdle: true)
        } onCancel: {
            Task { await pool.stop(grace: .zero) }
        }
        return await pool.failed == 0 && polled
    }

    /// Goes on until a signal ends it.
    func run(_ signals: DaemonSignals, manager: ServiceManager) async throws {
        let watches = FleetWatch(logger: logger, poll: poller)
        let pool = try pool()
        let tasks = [
            Task { await pool.work() }, Task { await keepHouse() }, Task { await Self.sayAlive(to: manager) },
        ]
        await watches.apply(current.configuration)
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
                manager.ready("watching \(current.names.count) repositories")
            case .stop where stopping == nil:
                logger.notice("stopping", metadata: ["grace": "\(setup.grace)"])
                manager.stopping()
                let grace = setup.grace.duration
                stopping = Task {
                    await watches.stop()
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
    }

    /// Takes the file as it is now; one that is wrong is refused, and what was in force stays.
    private func reload(_ watches: FleetWatch) async {
        do throws(CommandExit) {
            let new = try Fleet.read(setup.fleetFile, context)
            let old = current.configuration
            fleet.withLock { $0 = new }
            if setup.needsRestart(from: old, to: new.configuration) {
                logger.warning("state, registry and engine change when the daemon is started anew")
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

    /// Looks at one repository and records what is new there.
    private var poller: @Sendable (FleetRepository) async throws -> Void {
        let (setup, store, bell, hosts, logger) = (setup, store, bell, hosts, logger)
        return { repository in
            let fleet = self.current.configuration
            let queued = try await hosts.pass(
                repository.url.host, limit: fleet.limits.concurrency(of: repository.url.host ?? "")
            ) {
                try await RepositoryPoll(
                    repository: repository, fleet: fleet, store: store, setup: setup, logger: logger
                ).observe()
            }
            if queued { await bell.ring() }
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
            carryOut: { [self] claimed in
                guard let repository = current[claimed.record.repository] else {
                    return .putBack("the repository left the fleet")
                }
                return await DaemonRun(
                    claimed: claimed, repository: repository, store: store, state: setup.state,
                    context: setup.context, logger: logger, terms: { tools.terms(for: $0, limits: self.limits) }
                ).execute()
            })
    }

    private var limits: FleetLimits { current.configuration.limits }

    /// Removes what is too old, at first after a minute and then every hour.
    private func keepHouse() async {
        var pause = Duration.seconds(60)
        while (try? await Task.sleep(for: pause)) != nil {
            await Housekeeping(
                store: store, state: setup.state, fleet: current.configuration, context: context, logger: logger
            ).keep()
            pause = .seconds(3600)
        }
    }

    private static func sayAlive(to manager: ServiceManager) async {
        guard let interval = manager.watchdogInterval else { return }
        repeat { manager.alive() } while (try? await Task.sleep(for: interval)) != nil
    }
}
