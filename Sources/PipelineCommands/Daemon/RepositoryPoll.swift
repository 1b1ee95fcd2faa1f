internal import ConfigValues
internal import FleetConfig
internal import GitWatcher
internal import Ledger
internal import Logging
internal import RunFiles

/// One look at one repository: asks for its branches and tags, fetches what changed, and records what that means.
struct RepositoryPoll {
    let repository: FleetRepository
    let fleet: FleetConfiguration
    let store: any LedgerStore
    let setup: DaemonSetup
    let logger: Logger

    private var name: String { repository.name.text }
    private var settings: RepositorySettings { repository.settings }

    /// Looks and records; returns whether runs were queued.
    func observe() async throws -> Bool {
        let remote = try GitRemote(
            url: repository.url.text, credentials: try credentials(),
            limits: NetworkLimits(whole: fleet.limits.pollTimeout.duration))
        let recorded = try await store.tips(of: name)
        let heads = try await remote.heads()
        guard recorded == nil || recorded != wanted(heads) else { return false }
        try setup.state.makeFolder("\(setup.state.path)/mirrors")
        let mirror = try await Mirror.open(at: setup.state.mirror(of: name))
        let settings = settings
        let fetched = try await mirror.fetch(from: remote, now: setup.context.moment.seconds) { reference, head in
            settings.wants(reference.name, head: head)
        }
        let derivation = RefChanges(
            repository: repository, recorded: recorded, current: wanted(fetched), history: try await mirror.repository()
        )
        let observation = try await derivation.observation()
        FaultPoint.observed.reach()
        let runs = try await store.record(observation, at: setup.context.moment)
        FaultPoint.recorded.reach()
        if recorded == nil {
            logger.notice(
                "first look", metadata: ["repository": "\(name)", "references": "\(observation.updates.count)"])
        }
        for event in observation.events {
            logger.notice(
                "\(event.kind.rawValue)",
                metadata: [
                    "repository": "\(name)", "ref": "\(event.ref)", "old": "\(event.old ?? "-")",
                    "new": "\(event.new ?? "-")",
                ])
        }
        if !runs.isEmpty {
            logger.notice("runs queued", metadata: ["repository": "\(name)", "runs": "\(runs.count)"])
        }
        return !runs.isEmpty
    }

    /// The commits of the branches and tags that are watched, by full name.
    private func wanted(_ heads: RemoteHeads) -> [String: String] {
        var tips: [String: String] = [:]
        for reference in heads.references where settings.wants(reference.name, head: heads.head) {
            tips[reference.name] = reference.commit.hex
        }
        return tips
    }

    private func credentials() throws -> GitCredentials? {
        guard let named = settings.credentials, let credential = fleet.credentials[named] else { return nil }
        let secrets = SecretStore(file: setup.runner, context: setup.context)
        switch credential {
        case .password(let username, let secret):
            return .password(
                username: username, password: try secrets.text(of: secret, what: "the credential `\(named)`"))
        case .key(let username, let file, let passphrase, let knownHosts):
            let phrase = try passphrase.map { try secrets.text(of: $0, what: "the passphrase of `\(named)`") }
            return .key(username: username, file: file, passphrase: phrase, knownHosts: knownHosts)
        }
    }
}

extension RepositorySettings {
    /// Whether a branch or tag is watched, by its full name; `head` is the one that HEAD names.
    func wants(_ reference: String, head: String?) -> Bool {
        if reference.hasPrefix("refs/tags/") {
            return tags.contains { $0.matches(String(reference.dropFirst("refs/tags/".count))) }
        }
        guard reference.hasPrefix("refs/heads/") else { return false }
        switch branches {
        case .head: return reference == head
        case .matching(let patterns):
            return patterns.contains { $0.matches(String(reference.dropFirst("refs/heads/".count))) }
        }
    }
}
