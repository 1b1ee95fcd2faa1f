internal import CommandRunner
internal import PipelineCore

/// A `docker` program together with the daemon it talks to.
struct DockerClient: Sendable {
    /// Whether there is one that can build.
    enum Search: Sendable {
        case usable(DockerClient)
        /// Why there is none.
        case unusable(String)
    }

    /// How long a daemon may take to say its version.
    private static let patience = Duration.seconds(10)

    let path: String
    let clientVersion: String
    let serverVersion: String

    /// The first client in `PATH`, then Debian's, that can use BuildKit with its daemon.
    static func find(runner: CommandRunner) async throws -> Search {
        var reason = "it is not installed"
        for answer in try await askAll(candidates(runner.environment), runner: runner) {
            switch answer {
            case .usable(let client): return .usable(client)
            case .unusable(let text):
                reason = text
                // Another client would not reach the daemon either.
                if !text.contains("buildx") { return .unusable(text) }
            }
        }
        return .unusable(reason)
    }

    /// The clients that there are, in the order in which they are tried.
    static func candidates(_ environment: [String: String]) -> [String] {
        var candidates = SearchPath(environment).findAll("docker").prefix(1) + ["/usr/bin/docker"]
        if candidates.first == "/usr/bin/docker" { candidates.removeLast() }
        return candidates.filter { FileSystem.exists($0) }
    }

    /// Where a client looks for its plugin for BuildKit.
    static func plugins(_ environment: [String: String]) -> [String] {
        var folders = ["/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec"].map { "\($0)/docker" }
        if let folder = environment["DOCKER_CONFIG"] {
            folders.append(folder)
        } else if let home = environment["HOME"] {
            folders.append("\(home)/.docker")
        }
        return folders.map { "\($0)/cli-plugins/docker-buildx" }
    }

    /// Side by side: a client that turns out to be of no use shall not delay the next.
    private static func askAll(_ candidates: [String], runner: CommandRunner) async throws -> [Search] {
        try await withThrowingTaskGroup { group in
            for (index, path) in candidates.enumerated() {
                group.addTask { (index, try await ask(path, runner: runner)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func ask(_ path: String, runner: CommandRunner) async throws -> Search {
        let format = "{{.Client.Version}}|{{.Server.Version}}|{{range .Server.Components}}{{.Name}},{{end}}"
        let answer: CapturedOutput
        do {
            answer = try await runner.capture(Command(path, ["version", "--format", format]), timeout: patience)
        } catch let failure as CommandFailure {
            return .unusable(failure.code == .timedOut ? "its daemon does not answer" : failure.description)
        }
        let fields = answer.standardOutput.split(separator: "|", omittingEmptySubsequences: false)
        guard answer.status.isSuccess, fields.count == 3 else {
            let message = answer.standardError.split(whereSeparator: \.isNewline).last.map(String.init)
            return .unusable(message ?? "its daemon does not answer")
        }
        guard !fields[2].contains("Podman") else { return .unusable("podman answers in its place, without BuildKit") }
        let client = DockerClient(
            path: path, clientVersion: String(fields[0]), serverVersion: String(fields[1]))
        // Since version 23 the client itself has no BuildKit any more, only its buildx plugin has.
        guard client.major < 23 || plugins(runner.environment).contains(where: FileSystem.exists) else {
            return .unusable(
                "\(path) \(client.clientVersion) has no buildx plugin, which it needs for BuildKit")
        }
        return .usable(client)
    }

    private var major: Int { Int(clientVersion.prefix { $0 != "." }) ?? 0 }
}
