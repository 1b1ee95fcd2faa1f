internal import FoundationEssentials
internal import Glibc
internal import ImageTree
internal import OCI
internal import RegistryClient

/// The registry of a tree: how it is asked, and with which account engines push to it.
struct TreeRegistry {
    private let configuration: TreeConfiguration
    private let context: CommandContext
    private let credentials: RegistryCredentials

    init(_ configuration: TreeConfiguration, context: CommandContext) {
        self.configuration = configuration
        self.context = context
        var credentials = RegistryCredentials(environment: context.environment)
        if let username = configuration.username, let password = configuration.password, !configuration.registry.isEmpty
        {
            credentials.set(username: username, password: password, for: configuration.registry)
        }
        self.credentials = credentials
    }

    /// Whether the configuration itself says with which account to publish.
    var hasAccount: Bool { configuration.username != nil && configuration.password != nil }

    /// The digests of those of `references` that the registry has.
    func digests(of references: [ImageReference]) async throws -> [ImageReference: Digest] {
        guard !configuration.registry.isEmpty else { return [:] }
        return try await client.digests(of: references)
    }

    /// How a build asks it.
    var lookup: RegistryLookup {
        RegistryLookup(digests: digests) { reference in
            configuration.registry.isEmpty ? [] : try await client.tags(of: reference)
        }
    }

    private var client: RegistryClient {
        var options = RegistryClient.Options()
        options.proxy = configuration.httpProxy
        options.authorities = configuration.caBundle.map(context.absolute)
        options.connections = configuration.scanWorkers
        return RegistryClient(credentials: credentials, options: options)
    }

    /// Calls `body` with a context for engines, in which they find the configuration's account. It lies in a file that only
    /// this user can read, and nowhere in a command line.
    func withAccount<Result>(_ body: (CommandContext) async throws -> Result) async throws -> Result {
        guard hasAccount else { return try await body(context) }
        var template = Array("\(context.environment["TMPDIR"] ?? "/tmp")/pipeline-runner-account-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandExit(
                .unfitEnvironment, "error: cannot make a folder in TMPDIR: \(String(cString: strerror(errno)))")
        }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let docker = context.environment["DOCKER_CONFIG"] ?? "\(context.environment["HOME"] ?? "/root")/.docker"
        let file = credentials.file(contextOf: "\(docker)/config.json")
        guard FileManager.default.createFile(atPath: "\(folder)/config.json", contents: Data(file.utf8)) else {
            throw CommandExit(.unfitEnvironment, "error: cannot write \(folder)/config.json")
        }
        // Docker looks for its plugins and contexts beside its configuration.
        for name in ["cli-plugins", "contexts", "buildx"] { symlink("\(docker)/\(name)", "\(folder)/\(name)") }
        let environment = context.environment.merging([
            "REGISTRY_AUTH_FILE": "\(folder)/config.json", "DOCKER_CONFIG": folder,
        ]) { $1 }
        return try await body(context.with(environment: environment))
    }
}
