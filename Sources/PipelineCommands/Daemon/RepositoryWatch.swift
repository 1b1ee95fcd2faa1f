internal import ConfigValues
internal import FleetConfig
internal import GitWatcher
internal import Logging

/// Looks at one repository again and again.
struct RepositoryWatch: Sendable {
    let repository: FleetRepository
    /// The longest pause after failures.
    let ceiling: Duration
    let logger: Logger
    /// Wakes it before its time.
    let bell = Bell()
    /// Looks once and records what is new.
    let poll: @Sendable () async throws -> Void

    /// Looks until the task is cancelled. Of a failure that lasts only the first and each tenth are told.
    func run() async {
        var failures = 0
        while !Task.isCancelled {
            do {
                try await poll()
                if failures > 0 { logger.notice("repository answers again", metadata: metadata) }
                failures = 0
            } catch {
                if Task.isCancelled { return }
                failures += 1
                if failures % 10 == 1 { tell(error, failures) }
            }
            await bell.wait(atMost: pause(after: failures))
        }
    }

    private var metadata: Logger.Metadata {
        ["repository": "\(repository.name)", "url": "\(repository.url.text)"]
    }

    private func tell(_ error: any Error, _ failures: Int) {
        var metadata = metadata
        metadata["reason"] = "\(error)"
        metadata["failures"] = "\(failures)"
        logger.error("poll failed", metadata: metadata)
    }

    /// A little less than the interval, so that a fleet does not ask all at once; doubled with each failure.
    private func pause(after failures: Int) -> Duration {
        let interval = repository.settings.interval.duration
        guard failures > 0 else { return interval * Double.random(in: 0.9...1) }
        let doubled = interval * (1 << min(failures, 16))
        return min(doubled, max(ceiling, interval)) * Double.random(in: 0.8...1)
    }
}
