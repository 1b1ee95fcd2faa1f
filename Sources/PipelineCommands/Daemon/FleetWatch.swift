internal import ConfigValues
internal import FleetConfig
internal import FleetPolling
internal import Logging
internal import RunnerServer

/// Polls the repositories of a fleet when they are due, kept in step with its file.
actor FleetWatch {
    private let logger: Logger
    /// Looks once at the repositories of these names, which share an address.
    private let poll: @Sendable ([String]) async throws -> Void
    private let metrics: DaemonMetrics
    private let bell = Bell()
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var schedule: PollSchedule
    private var failures: [PollTarget: Int] = [:]

    init(
        logger: Logger, limits: FleetLimits, metrics: DaemonMetrics,
        poll: @escaping @Sendable ([String]) async throws -> Void
    ) {
        self.logger = logger
        self.metrics = metrics
        self.poll = poll
        start = clock.now
        schedule = PollSchedule(limits: limits, seed: .random(in: 0...UInt64.max))
    }

    private var elapsed: Duration { clock.now - start }

    /// Polls until the task is cancelled, which gives up the polls in progress.
    func run() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for target in schedule.begin(at: elapsed) { group.addTask { await self.poll(target) } }
                let pause = schedule.nextDue.map { max($0 - elapsed, .zero) } ?? .seconds(3600)
                if pause > .zero { await bell.wait(atMost: pause) }
            }
            group.cancelAll()
        }
    }

    /// Watches what the file says from now on; a poll in progress goes on to its end.
    func apply(_ fleet: FleetConfiguration) async {
        schedule.watch(fleet.repositories, limits: fleet.limits, at: elapsed)
        metrics.watch(Set(fleet.repositories.map(\.name.text)))
        await bell.ring()
    }

    /// Looks at once: at the repository of that name, or at all.
    func hint(_ name: String? = nil) async {
        if let name { schedule.hint(name, at: elapsed) } else { schedule.hintAll(at: elapsed) }
        await bell.ring()
    }

    /// Of a failure that lasts only the first and each tenth are told.
    private func poll(_ target: PollTarget) async {
        let names = schedule.names(of: target)
        let metadata: Logger.Metadata = [
            "repository": "\(names.joined(separator: " "))", "url": "\(target.url.text)",
        ]
        let error: (any Error)?
        do {
            try await poll(names)
            error = nil
        } catch let failure {
            error = failure
        }
        guard !Task.isCancelled else { return }
        metrics.countPoll(of: names, hadAnswer: error == nil)
        if let error {
            failures[target, default: 0] += 1
            let count = failures[target, default: 1]
            if count % 10 == 1 {
                logger.error(
                    "poll failed",
                    metadata: metadata.merging(["reason": "\(error)", "failures": "\(count)"]) { $1 })
            }
        } else if failures.removeValue(forKey: target) != nil {
            logger.notice("repository answers again", metadata: metadata)
        }
        schedule.finish(target, hadAnswer: error == nil, at: elapsed)
        await bell.ring()
    }
}
