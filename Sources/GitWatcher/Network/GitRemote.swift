/// A repository somewhere else, asked for its references.
///
/// https, http, ssh, git and paths of this machine; no helper such as `ext::` is run. Proxies are
/// taken from the environment, as git takes them. Calls block, so they run one after the other on a queue of the remote's own.
public actor GitRemote {
    /// The URL, without a password.
    public nonisolated let url: String

    let settings: RemoteSettings
    private let lane = BlockingLane(label: "git-remote")

    /// Runs the actor on its own queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

    /// Takes an address; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - url: In one of git's forms; a path of this machine must be absolute.
    ///   - credentials: What the server is told, should it ask; `nil` for nothing, or for ssh what the user's own
    ///     configuration and agent offer.
    ///   - limits: How long an exchange may take.
    /// - Throws: `invalidURL`.
    public init(
        url: String, credentials: GitCredentials? = nil, limits: NetworkLimits = NetworkLimits()
    ) throws(GitFailure) {
        settings = try RemoteSettings(url, credentials: credentials, limits: limits)
        self.url = settings.subject
    }

    /// The references that are there now. Cancelling the task ends the call within a moment.
    ///
    /// - Throws: `remoteUnavailable`, `authenticationFailed`, `untrustedServer`, `noSuchRepository`, `timedOut`,
    ///   `foreignOwner` or `cancelled`.
    public func heads() throws(GitFailure) -> RemoteHeads {
        try LibGit2.start()
        let operation = Operation("list the branches of", url)
        return try withExchange(settings, operation) { (watch) throws(GitFailure) in
            let session = try RemoteSession(settings, repository: nil, operation: operation, watch: watch)
            defer { session.close() }
            return try session.heads()
        }
    }
}
