/// Who a server is told that we are.
public enum GitCredentials: Sendable, Hashable {
    /// A user name with a password, or with a token in its place; for http and https.
    case password(username: String, password: String)
    /// An SSH key.
    ///
    /// - Parameters:
    ///   - username: Takes the place of the one in the URL; `nil` for that, or `git` where the URL names none.
    ///   - file: The private key's absolute path.
    ///   - passphrase: What the key is locked with.
    ///   - knownHosts: The only file of host keys that counts; `nil` for those of the user and the system.
    case key(username: String?, file: String, passphrase: String?, knownHosts: String?)
}

extension GitCredentials: CustomStringConvertible, CustomDebugStringConvertible {
    /// Names kind and user; never a secret.
    public var description: String {
        switch self {
        case .password(let username, _): "the password of \(username)"
        case .key(let username, let file, _, _): "the key \(file)\(username.map { " of \($0)" } ?? "")"
        }
    }

    /// Names kind and user; never a secret.
    public var debugDescription: String { description }
}
