public import ConfigValues

/// What one poll asks: repositories of the fleet with one address and one set of credentials share it, and its mirror.
public struct PollTarget: Sendable, Hashable {
    /// Where it is.
    public let url: RepositoryURL
    /// The name of what it is fetched with; `nil` for nothing.
    public let credentials: String?

    /// Takes both as they are.
    public init(url: RepositoryURL, credentials: String?) {
        self.url = url
        self.credentials = credentials
    }
}
