internal import ConfigValues
internal import FleetConfig
internal import GitWatcher
internal import Ledger
internal import Logging

/// One poll of an address, for all repositories of the fleet that share it.
struct AddressPoll {
    /// They have one address and one set of credentials.
    let repositories: [FleetRepository]
    let fleet: FleetConfiguration
    let store: any LedgerStore
    let setup: DaemonSetup
    let noted: NotedRules
    let logger: Logger

    /// Asks once, and records what is new for each; returns whether runs were queued.
    func observe() async throws -> Bool {
        guard let first = repositories.first else { return false }
        let remote = try GitRemote(
            url: first.url.text, credentials: try credentials(first.settings),
            limits: NetworkLimits(whole: fleet.limits.pollTimeout.duration))
        let heads = try await remote.heads()
        var hasQueued = false
        for repository in repositories {
            let poll = RepositoryPoll(
                repository: repository, remote: remote, store: store, setup: setup, noted: noted, logger: logger)
            if try await poll.observe(heads) { hasQueued = true }
        }
        return hasQueued
    }

    private func credentials(_ settings: RepositorySettings) throws -> GitCredentials? {
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
