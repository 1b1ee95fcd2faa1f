internal import ConfigValues
internal import FoundationEssentials
internal import Glibc
internal import PipelineCore
internal import RunnerConfig

/// Fetches the secrets that a run configuration refers to.
struct SecretStore {
    let file: RunnerFile
    let context: CommandContext

    private var configuration: RunnerConfiguration { file.configuration }

    /// What the runs of `project` may use, with the secrets of those that `pipelines` name.
    ///
    /// - Throws: `CommandExit` about a secret that is named and is not there or too short.
    func credentials(of project: String, for pipelines: [Pipeline]) throws(CommandExit) -> GrantedCredentials {
        var granted = GrantedCredentials()
        let allowed = configuration.credentials.filter { $0.value.isGranted(to: project) }
        granted.allowed = allowed.keys.sorted()
        granted.hint =
            switch (file.path, file.origin) {
            case (nil, _): "describe it under `credentials` in ~/.config/pipeline-runner/pipeline-runner.yaml"
            case (let path?, .repository): "\(path) is in force and can hold no credentials; name a file with --config"
            case (let path?, .administrator): "add it to `credentials` in \(path), with `repositories: [\(project)]`"
            }
        for id in pipelines.reduce(into: Set<String>(), { $0.formUnion($1.credentialIDs) }).sorted() {
            if let credential = allowed[id] { granted.values[id] = try value(of: credential, id: id) }
        }
        return granted
    }

    /// The credential that a service of the configuration names; `nil` for none.
    func credential(_ id: String?) throws(CommandExit) -> GrantedCredential? {
        guard let id, let credential = configuration.credentials[id] else { return nil }
        return try value(of: credential, id: id)
    }

    /// What hides `credentials`, and what the configuration wants to be hidden besides.
    func masker(hiding credentials: [GrantedCredential]) throws(CommandExit) -> SecretMasker {
        var secrets = credentials.map(\.secret)
        for (index, source) in configuration.masks.enumerated() {
            secrets.append(try text(of: source, what: "the secret `masks[\(index)]`"))
        }
        return SecretMasker(secrets)
    }

    private func value(of credential: RunnerCredential, id: String) throws(CommandExit) -> GrantedCredential {
        let secret = try text(of: credential.secret, what: "the credential `\(id)`")
        return switch credential.kind {
        case .string: .string(secret)
        case .usernamePassword(let username, _): .usernamePassword(username: username, password: secret)
        case .sshKey: .sshKey(secret)
        }
    }

    /// The text behind a source; `what` is what a person calls it.
    func text(of source: SecretSource, what: String) throws(CommandExit) -> String {
        let secret: String
        switch source {
        case .environment(let name):
            guard let value = context.environment[name] else {
                throw CommandExit(
                    .unfitEnvironment, "error: \(what) is not there: the environment variable \(name) is not set")
            }
            secret = value
        case .file(let path):
            guard let data = try? Data(contentsOf: URL(filePath: path)) else {
                throw CommandExit(
                    .unfitEnvironment,
                    "error: \(what) is not there: cannot read \(path): \(String(cString: strerror(errno)))")
            }
            let text = String(decoding: data, as: UTF8.self)
            // "\r\n" is one character.
            secret = text.last == "\n" || text.last == "\r\n" ? String(text.dropLast()) : text
        }
        guard secret.utf8.count >= SecretMasker.minimumLength else {
            throw CommandExit(
                .unfitEnvironment,
                "error: \(what) is shorter than \(SecretMasker.minimumLength) characters\n"
                    + "  help: use a longer one; hiding so short a text in logs would hide ordinary words")
        }
        return secret
    }
}
