public import ConfigValues

/// What a repository is fetched with.
public enum Credential: Sendable, Hashable {
    /// A user name and a password, or a token in its place.
    case password(username: String, secret: SecretSource)
    /// An SSH key; without a user name it is that of the one in the repository's URL.
    case key(username: String?, file: String, passphrase: SecretSource?, knownHosts: String?)
}
