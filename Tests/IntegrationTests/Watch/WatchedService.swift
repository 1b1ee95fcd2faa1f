import CommandRunner
import FoundationEssentials
import PipelineTestSupport

/// A service whose merges go to a bare repository, and the daemon that watches it.
struct WatchedService {
    /// A run as `runs list --json` tells of it.
    struct Run: Decodable {
        struct Image: Decodable, Hashable {
            let name: String
            let tag: String
            let digest: String
        }

        let id: String
        let repository: String
        let ref: String
        let commit: String
        let event: String
        let state: String
        let attempts: Int
        let message: String?
        let createdAt: String
        let startedAt: String?
        let finishedAt: String?
        let images: [Image]
    }

    let sandbox: Sandbox
    let service: ServiceRepository

    /// Makes the repositories, with one commit that was merged, and a fleet file of one line.
    init(
        in sandbox: Sandbox, blubber: String = ServiceRepository.blubber, config: String? = nil,
        test: String = "echo the test ran", settings: String = "branches: [main], interval: 1s"
    ) async throws {
        self.sandbox = sandbox
        service = try await ServiceRepository(in: sandbox, blubber: blubber, config: config, test: test)
        try await sandbox.shell("git init --quiet --bare --initial-branch main '\(sandbox.name).git'")
        try await service.git("remote set-url origin ../\(sandbox.name).git")
        try await service.git("push --quiet origin main")
        try fleet("repositories: [{name: \(sandbox.name), url: ../\(sandbox.name).git, \(settings)}]\n")
    }

    var fleetFile: String { "\(sandbox.folder)/fleet/watch.yaml" }

    func fleet(_ text: String) throws { try write(text, to: fleetFile) }

    /// Commits a change and merges it; returns the commit.
    @discardableResult
    func merge(_ message: String) async throws -> String {
        try service.write("change", message)
        let commit = try await service.commit(message)
        try await service.git("push --quiet origin main")
        return commit
    }

    /// Starts a daemon, hands it to `body`, and ends it with SIGTERM if it is still alive then.
    func watching<Value>(
        _ arguments: [String] = [], environment: [String: String] = [:], _ body: (RunningDaemon) async throws -> Value
    ) async throws -> Value {
        let words = ["watch", "--config", fleetFile, "--engine", sandbox.engine.rawValue] + arguments
        return try await RunningDaemon.with(
            words, environment: sandbox.environment.merging(environment) { $1 }, folder: sandbox.folder, body)
    }

    /// All runs, oldest first.
    func runs() async throws -> [Run] {
        let result = try await sandbox.program(["runs", "list", "--json", "--all"])
        guard result.code == 0 else { throw Unexpected(result.error) }
        return try JSONDecoder().decode([Run].self, from: Data(result.output.utf8)).reversed()
    }

    /// The tags that the embedded registry holds.
    func publishedTags() throws -> [String] {
        let folder = "\(sandbox.state)/registry"
        guard FileManager.default.fileExists(atPath: "\(folder)/index.json") else { return [] }
        return try LayoutIndex(folder).digests.keys.sorted()
    }

    /// Removes what these projects left in an engine that others use, too.
    func removeImages() async throws {
        guard sandbox.engine == .docker else { return }
        try await sandbox.shell(
            """
            images=$(docker images --quiet --no-trunc --filter label=ci.project=\(sandbox.name) | sort -u)
            [ -z "$images" ] || docker rmi --force $images
            """)
    }

    struct Unexpected: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}
