internal import ConfigValues
internal import FleetConfig
internal import Ledger
internal import Logging
internal import RunnerServer

/// What a daemon is spoken to with over http: hooks, metrics and health, where the fleet file wants them.
struct DaemonServices {
    let setup: DaemonSetup
    let store: any LedgerStore
    let metrics: DaemonMetrics
    let logger: Logger
    /// The fleet file in force.
    let fleet: @Sendable () -> Fleet
    /// Makes the repository of that name due.
    let hint: @Sendable (String) async -> Void

    /// Serves until the task is cancelled; returns at once where the file wants nothing.
    ///
    /// - Throws: `ServerFailure` if an address cannot be had.
    func serve() async throws(ServerFailure) {
        checkSecrets()
        var servers: [(server: RunnerServer, names: String)] = []
        for (address, services) in listeners() {
            let server = try await RunnerServer(
                host: address.host, port: address.port, services: services.map(\.service))
            servers.append((server, services.map(\.name).joined(separator: ", ")))
        }
        let logger = logger
        let failure = await withTaskGroup(of: ServerFailure?.self) { group in
            for (server, names) in servers {
                group.addTask {
                    do throws(ServerFailure) {
                        try await server.run { place in
                            logger.notice("listening", metadata: ["address": "\(place)", "for": "\(names)"])
                        }
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            for await failure in group {
                if let failure {
                    group.cancelAll()
                    return Optional(failure)
                }
            }
            return nil
        }
        if let failure { throw failure }
    }

    private typealias NamedService = (name: String, service: RunnerServer.Service)

    /// Services with one address share a port.
    private func listeners() -> [(FleetAddress, [NamedService])] {
        let configuration = fleet().configuration
        var listeners: [(FleetAddress, [NamedService])] = []
        if let address = configuration.hooks?.address { listeners.append((address, [("hooks", .hooks(hookPolicy))])) }
        guard let address = configuration.metrics else { return listeners }
        let service: NamedService = ("metrics, health", metricsService)
        if let index = listeners.firstIndex(where: { $0.0 == address && address.port != 0 }) {
            listeners[index].1.append(service)
        } else {
            listeners.append((address, [service]))
        }
        return listeners
    }

    private var hookPolicy: HookPolicy {
        let (fleet, setup, metrics, logger, hint) = (fleet, setup, metrics, logger, hint)
        return HookPolicy(
            requirement: { name in
                let current = fleet()
                guard let repository = current[name] else { return .unknownRepository }
                guard let source = repository.settings.hookSecret ?? current.configuration.hooks?.secret else {
                    return .nothing
                }
                do {
                    let secrets = SecretStore(file: setup.runner, context: setup.context)
                    return .secret(try secrets.text(of: source, what: "the secret for hints to `\(name)`"))
                } catch {
                    logger.error("hints are refused", metadata: ["repository": "\(name)", "reason": "\(error)"])
                    return .unreadableSecret
                }
            },
            hint: { name in
                metrics.countHint()
                logger.info("hint", metadata: ["repository": "\(name)"])
                await hint(name)
            },
            refusal: { name, reason in
                let metadata: Logger.Metadata = [
                    "repository": "\(name.withoutControls)", "reason": "\(reason.withoutControls)",
                ]
                logger.warning("a hint is refused", metadata: metadata)
            })
    }

    /// A secret that is not there would be noticed with the first hint, by nobody.
    func checkSecrets() {
        guard fleet().configuration.hooks != nil else { return }
        for name in fleet().names.sorted() { _ = hookPolicy.requirement(name) }
    }

    private var metricsService: RunnerServer.Service {
        let (store, fleet, metrics) = (store, fleet, metrics)
        return .metrics(
            metrics,
            queue: {
                var filter = RunFilter()
                filter.statuses = [.queued, .running]
                var counts = [RunStatus.queued.rawValue: 0, RunStatus.running.rawValue: 0]
                for run in try await store.runs(filter) { counts[run.status.rawValue, default: 0] += 1 }
                return counts
            },
            reasonNotReady: {
                do throws(LedgerFailure) {
                    _ = try await store.repositories()
                } catch {
                    return "the ledger does not answer: \(error.detail)"
                }
                let waiting = fleet().names.filter { !metrics.hasPolled($0) }
                return waiting.isEmpty ? nil : "not polled yet: \(waiting.sorted().joined(separator: ", "))"
            })
    }
}
