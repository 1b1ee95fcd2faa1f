public import ConfigValues

/// Something secret that the runner holds, and who may use it.
public struct RunnerCredential: Sendable, Hashable {
    /// What it consists of.
    public enum Kind: Sendable, Hashable {
        /// One text.
        case string(SecretSource)
        /// A user's name, which is no secret, and a password.
        case usernamePassword(username: String, password: SecretSource)
        /// The private key of a user.
        case sshKey(username: String, key: SecretSource)
    }

    /// What it consists of.
    public let kind: Kind
    /// The projects that may use it in `run` steps, such as `team/*`; empty for none.
    public let repositories: [NamePattern]

    /// Where its secret comes from.
    public var secret: SecretSource {
        switch kind {
        case .string(let source), .usernamePassword(_, let source), .sshKey(_, let source): source
        }
    }

    /// Whether the project at `path`, such as `team/widgets`, may use it.
    public func isGranted(to project: String) -> Bool { repositories.contains { $0.matches(project) } }
}
