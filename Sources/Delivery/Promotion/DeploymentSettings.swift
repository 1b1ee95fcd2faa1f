/// Which repository deployments are made from, and where in it versions stand.
public struct DeploymentSettings: Sendable {
    /// What a server is told.
    public enum Credential: Sendable, Hashable {
        case password(username: String, password: String)
        /// A private key, in the form of its file.
        case key(username: String, text: String)
    }

    /// The repository, in one of git's forms.
    public var url: String
    /// The branch that is committed to.
    public var branch: String
    /// The file, with the placeholders `{chart}` and `{environment}`.
    public var file: String
    /// The key in the file, its parts separated by dots, with the same placeholders.
    public var key: String
    /// Who commits, as `NAME <ADDRESS>` or `ADDRESS`.
    public var author: String
    /// What the server is told, should it ask.
    public var credential: Credential?

    /// Takes each part as it is.
    public init(
        url: String, branch: String, file: String, key: String, author: String, credential: Credential? = nil
    ) {
        self.url = url
        self.branch = branch
        self.file = file
        self.key = key
        self.author = author
        self.credential = credential
    }
}
