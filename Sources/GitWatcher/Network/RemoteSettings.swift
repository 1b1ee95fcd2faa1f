/// Where a repository is, and how it is spoken to.
struct RemoteSettings: Sendable {
    let url: RemoteURL
    var credentials: GitCredentials?
    var limits: NetworkLimits

    /// Takes each part as it is.
    init(url: RemoteURL, credentials: GitCredentials?, limits: NetworkLimits) {
        self.url = url
        self.credentials = credentials
        self.limits = limits
    }

    /// Takes a URL in one of git's forms.
    ///
    /// - Throws: `invalidURL`.
    init(_ text: String, credentials: GitCredentials?, limits: NetworkLimits) throws(GitFailure) {
        do {
            self.init(url: try RemoteURL(text), credentials: credentials, limits: limits)
        } catch {
            throw Operation("use the URL", RemoteURL.withoutCredentials(text)).failure(.invalidURL, error.reason)
        }
    }

    /// For people: the URL without a password.
    var subject: String { RemoteURL.withoutCredentials(url.text) }
}
