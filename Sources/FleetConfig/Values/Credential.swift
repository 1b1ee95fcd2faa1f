/// Where a secret comes from. The secret itself never stands in a file of the fleet.
public enum SecretSource: Sendable, Hashable {
    /// The environment variable of this name.
    case environment(String)
    /// The file at this absolute path, without the newline at its end.
    case file(String)
}

/// What a repository is fetched with.
public enum Credential: Sendable, Hashable {
    /// A user name and a password, or a token in its place.
    case password(username: String, secret: SecretSource)
    /// An SSH key.
    case key(username: String, file: String, passphrase: SecretSource?, knownHosts: String?)
}
