public import Diagnostics

/// A credential that a `run` step is given, and the variables of the container that tell it.
public struct CredentialBinding: Sendable, Hashable {
    /// What is told by which variable.
    public enum Variables: Sendable, Hashable {
        /// The secret.
        case secret(String)
        /// A user's name, and the password.
        case usernamePassword(username: String, password: String)
        /// The path of the key's file in the container.
        case keyFile(String)
    }

    /// The credential's ID in the run configuration.
    public let id: String
    /// What is told by which variable.
    public let variables: Variables
    /// Where it is written.
    public let location: SourceLocation

    /// The variables' names.
    var names: [String] {
        switch variables {
        case .secret(let name), .keyFile(let name): [name]
        case .usernamePassword(let username, let password): [username, password]
        }
    }

    /// Whether `credential` is of the kind that the variables are for.
    func fits(_ credential: GrantedCredential) -> Bool {
        switch (variables, credential) {
        case (.secret, .string), (.usernamePassword, .usernamePassword), (.keyFile, .sshKey): true
        default: false
        }
    }
}
