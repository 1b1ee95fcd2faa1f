public import ConfigValues

/// How people are told about failures.
public struct RunnerNotification: Sendable, Hashable {
    /// The server that mail is handed to; `nil` for no mail.
    public internal(set) var mail: RunnerMail?
    /// The address that failures are posted to; `nil` for none.
    public internal(set) var webhook: RunnerHook?
}

/// A mail server.
public struct RunnerMail: Sendable, Hashable {
    /// How the connection is encrypted.
    public enum Encryption: String, Sendable, Hashable, CaseIterable {
        /// Not at all.
        case none
        /// After a greeting in plain text; the usual port is 587.
        case starttls
        /// From the first byte; the usual port is 465.
        case tls
    }

    /// The server's name or address.
    public internal(set) var host: String
    /// Its port.
    public internal(set) var port: Int
    /// How the connection is encrypted.
    public internal(set) var encryption: Encryption
    /// Whom mails come from, an address.
    public internal(set) var sender: String
    /// The ID of a `usernamePassword` credential to log in with; `nil` for no log-in.
    public internal(set) var credential: String?
}

/// An address of another system that takes JSON by POST.
public struct RunnerHook: Sendable, Hashable {
    /// The address: `https://…` or `http://…`, without a password.
    public internal(set) var url: String
    /// The ID of a `string` credential that is sent as bearer token; `nil` for none.
    public internal(set) var credential: String?
}

/// Where `promote` writes the versions that are deployed.
public struct RunnerDeployments: Sendable, Hashable {
    /// The repository.
    public internal(set) var repository: RepositoryURL
    /// The branch that is committed to.
    public internal(set) var branch: String
    /// The file's path, with the placeholders `{chart}` and `{environment}`.
    public internal(set) var file: String
    /// The key in the file, its parts separated by dots, with the same placeholders.
    public internal(set) var key: String
    /// The ID of the credential to push with; `nil` for none.
    public internal(set) var credential: String?
    /// Who commits, as `NAME <ADDRESS>`.
    public internal(set) var author: String
}

/// How `deploy` installs charts.
public struct RunnerHelm: Sendable, Hashable {
    /// The program.
    public internal(set) var command = "helm"
    /// The file that says which cluster; `nil` for helm's own default.
    public internal(set) var kubeconfig: String?
    /// The namespace.
    public internal(set) var namespace = "ci"
    /// The address of the chart repository; `nil` if there is none.
    public internal(set) var repository: String?
}

/// What a `trigger` step starts.
public enum RunnerTrigger: Sendable, Hashable {
    /// An address that takes JSON by POST.
    case hook(RunnerHook)
    /// A pipeline of another repository that the daemon watches; without a pipeline all that a merge runs. Without a branch
    /// the only one that is recorded, else `main` or `master`.
    case repository(String, branch: String?, pipeline: String?)
}
