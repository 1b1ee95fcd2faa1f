internal import ConfigValues
internal import FleetConfig
internal import GitWatcher
internal import Logging

/// The watches of all repositories of a fleet, kept in step with its file.
actor FleetWatch {
    private struct Entry {
        let repository: FleetRepository
        let credential: Credential?
        let watch: RepositoryWatch
        let task: Task<Void, Never>
    }

    private let logger: Logger
    /// Looks at one repository once, as the file in force says.
    private let poll: @Sendable (FleetRepository) async throws -> Void
    private var entries: [String: Entry] = [:]

    init(logger: Logger, poll: @escaping @Sendable (FleetRepository) async throws -> Void) {
        self.logger = logger
        self.poll = poll
    }

    /// Begins to watch what is new, ends the watches of what is gone, and leaves alone what stayed as it was.
    func apply(_ fleet: FleetConfiguration) async {
        let wanted = Dictionary(fleet.repositories.map { ($0.name.text, $0) }) { first, _ in first }
        for (name, entry) in entries {
            let credential = entry.repository.settings.credentials.flatMap { fleet.credentials[$0] }
            if wanted[name] == entry.repository, credential == entry.credential { continue }
            entries[name] = nil
            entry.task.cancel()
            await entry.task.value
        }
        for repository in fleet.repositories where entries[repository.name.text] == nil {
            begin(repository, fleet)
        }
    }

    /// Looks at once: at the repository of that name, or at all.
    func hint(_ name: String? = nil) async {
        for (key, entry) in entries where name == nil || key == name { await entry.watch.bell.ring() }
    }

    /// Ends all watches; a poll in progress is given up.
    func stop() async {
        for entry in entries.values { entry.task.cancel() }
        for entry in entries.values { await entry.task.value }
        entries = [:]
    }

    private func begin(_ repository: FleetRepository, _ fleet: FleetConfiguration) {
        let poll = poll
        let watch = RepositoryWatch(
            repository: repository, ceiling: fleet.limits.backoff.duration, logger: logger,
            poll: { try await poll(repository) })
        entries[repository.name.text] = Entry(
            repository: repository, credential: repository.settings.credentials.flatMap { fleet.credentials[$0] },
            watch: watch, task: Task { await watch.run() })
    }
}
