import Clibgit2
import CommandRunner
import Foundation
import GitWatcher
import Testing

/// A scratch folder with the git command line in it, out of reach of this machine's configuration.
struct GitFixture {
    /// The folder, absolute and without links in its path.
    let root: String
    private let runner: CommandRunner

    /// Calls `body` with a fresh fixture and removes its folder afterwards.
    static func with<Result>(_ body: (GitFixture) async throws -> Result) async throws -> Result {
        _ = withoutUserConfiguration
        let root = "/tmp/git-watcher-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }
        return try await body(GitFixture(root: root))
    }

    private init(root: String) {
        self.root = root
        runner = CommandRunner(environment: [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": root, "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_COUNT": "2",
            "GIT_CONFIG_KEY_0": "protocol.file.allow", "GIT_CONFIG_VALUE_0": "always",
            "GIT_CONFIG_KEY_1": "init.defaultBranch", "GIT_CONFIG_VALUE_1": "main",
            "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_AUTHOR_DATE": "1700000000 +0100",
            "GIT_COMMITTER_NAME": "Bo", "GIT_COMMITTER_EMAIL": "bo@example.org",
            "GIT_COMMITTER_DATE": "1700000100 +0000",
        ])
    }

    /// Runs a shell script in the fixture's folder, stopping at the first failure, and returns what it printed.
    @discardableResult
    func shell(_ script: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        var command = Command("bash", ["-euo", "pipefail", "-c", script])
        command.workingDirectory = root
        let output = try await runner.capture(command)
        try #require(
            output.status.isSuccess, "\(script)\n\(output.standardError)", sourceLocation: sourceLocation)
        return output.standardOutput
    }

    /// Runs a shell script that prints one object name.
    func id(_ script: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> ObjectID {
        let text = try await shell(script, sourceLocation: sourceLocation)
        return try #require(
            ObjectID(text.trimmingCharacters(in: .whitespacesAndNewlines)), sourceLocation: sourceLocation)
    }

    /// Calls `body` while `git daemon` serves the fixture's folder at `git://127.0.0.1:PORT/`.
    func withDaemon<Result: Sendable>(
        environment: [String: String] = [:], _ body: (Int) async throws -> Result
    ) async throws -> Result {
        for _ in 0..<10 {
            let port = Int.random(in: 20000..<60000)
            let (lines, continuation) = AsyncStream.makeStream(of: String.self)
            let daemon = Task { [runner, root] in
                defer { continuation.finish() }
                let arguments = [
                    "daemon", "--verbose", "--log-destination=stderr", "--export-all", "--reuseaddr",
                    "--listen=127.0.0.1", "--port=\(port)", "--base-path=\(root)", root,
                ]
                var command = Command("git", arguments)
                for (name, value) in environment { command.environment[name] = value }
                _ = try await runner.stream(command) { continuation.yield($1) }
            }
            defer { daemon.cancel() }
            for await line in lines where line.hasSuffix("Ready to rumble") {
                let result = try await body(port)
                daemon.cancel()
                _ = await daemon.result
                return result
            }
        }
        throw NoFreePort()
    }

    private struct NoFreePort: Error {}

    /// libgit2 reads the configuration of user and system by itself, once for the whole process.
    private static let withoutUserConfiguration: Void = {
        git_libgit2_init()
        for level in [
            GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
        ] {
            _ = clibgit2_set_search_path(level.rawValue, "/nonexistent")
        }
    }()
}

/// The failure that `body` throws; records an issue and is `nil` where it throws none.
func failure(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async -> GitFailure? {
    await #expect(throws: GitFailure.self, sourceLocation: sourceLocation) { try await body() }
}
