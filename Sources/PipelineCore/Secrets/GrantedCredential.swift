/// A credential that the runs of a project may use, with its secret.
public enum GrantedCredential: Sendable, Hashable {
    /// One text.
    case string(String)
    /// A user's name, which is no secret, and a password.
    case usernamePassword(username: String, password: String)
    /// A private key, in the form of its file.
    case sshKey(String)

    /// What must not be seen.
    public var secret: String {
        switch self {
        case .string(let secret), .usernamePassword(_, let secret), .sshKey(let secret): secret
        }
    }

    /// Its kind, as run configurations call it.
    var kind: String {
        switch self {
        case .string: "string"
        case .usernamePassword: "usernamePassword"
        case .sshKey: "sshKey"
        }
    }

    /// The keys of a binding to it.
    var bindingKeys: String {
        switch self {
        case .string: "`name`"
        case .usernamePassword: "`usernameVariable` and `passwordVariable`"
        case .sshKey: "`keyFileVariable`"
        }
    }
}

extension GrantedCredential: CustomStringConvertible, CustomDebugStringConvertible {
    /// The kind, and never the secret.
    public var description: String { "a credential of the kind \(kind)" }
    /// The kind, and never the secret.
    public var debugDescription: String { description }
}

/// The credentials that the runs of a project may use.
public struct GrantedCredentials: Sendable {
    /// The IDs that may be named, in order.
    public var allowed: [String] = []
    /// Those that the run's pipelines name, with their secrets.
    public var values: [String: GrantedCredential] = [:]
    /// What a person does so that one more may be used.
    public var hint = "the person who runs pipelines describes credentials in pipeline-runner.yaml"

    /// None.
    public init() {}
}
