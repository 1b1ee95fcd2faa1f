import CommandRunner
import FoundationEssentials
import PipelineTestSupport

/// A user's machine in miniature: home, state folder, temporary folder and, for buildah, an image storage of its own.
struct Sandbox {
    let engine: TestEngine
    let folder: String
    /// What its project is called; no other test uses it.
    let name = TestEnvironment.uniqueName("svc")
    /// A number that no other test has, to recognise this test's processes by: `sleep NAP`.
    let nap = Int.random(in: 10_000_000..<1_000_000_000)

    var state: String { "\(folder)/state/pipeline-runner" }
    var storage: String { "\(folder)/storage" }
    var temporaryFolder: String { "\(folder)/tmp" }

    /// What a program started by this user sees.
    var environment: [String: String] {
        var variables = [
            "PATH": TestEnvironment.variables["PATH"] ?? "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
            "HOME": "\(folder)/home", "XDG_STATE_HOME": "\(folder)/state", "TMPDIR": temporaryFolder,
            "XDG_CACHE_HOME": TestEnvironment.cacheFolder, "CONTAINERS_STORAGE_CONF": "\(folder)/storage.conf",
            // Looking at a repository shall not touch its index.
            "GIT_OPTIONAL_LOCKS": "0", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "protocol.file.allow", "GIT_CONFIG_VALUE_0": "always",
            "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
            "GIT_COMMITTER_NAME": "Bo", "GIT_COMMITTER_EMAIL": "bo@example.org",
        ]
        variables["DOCKER_HOST"] = TestEnvironment.variables["DOCKER_HOST"]
        return variables
    }

    /// Runs the program under test with `arguments`.
    func program(
        _ arguments: [String], in folder: String? = nil, environment changes: [String: String?] = [:],
        input: String? = nil, patience: Duration = .seconds(600)
    ) async throws -> TestProgram.Result {
        var variables = environment
        for (name, value) in changes { variables[name] = value }
        return try await TestProgram.run(
            arguments, environment: variables, in: folder ?? self.folder, input: input, patience: patience)
    }

    /// `pipeline-runner run` with this sandbox's engine.
    func run(_ repository: ServiceRepository, _ arguments: String..., in folder: String? = nil) async throws
        -> TestProgram.Result
    {
        try await program(["run", "--engine", engine.rawValue] + arguments, in: folder ?? repository.folder)
    }

    /// Runs a shell script in the sandbox and returns what it printed.
    @discardableResult
    func shell(
        _ script: String, in folder: String? = nil, patience: Duration = .seconds(600)
    ) async throws -> String {
        var command = Command("bash", ["-euo", "pipefail", "-c", script])
        command.workingDirectory = folder ?? self.folder
        let result = try await CommandRunner(environment: environment).capture(command, timeout: patience)
        guard result.status.isSuccess else { throw ToolFailure(script, result) }
        return result.standardOutput
    }
}

/// Hands `body` a sandbox whose engine holds the service base, and removes all of it afterwards, images included.
func withSandbox<Result>(_ engine: TestEngine, _ body: (Sandbox) async throws -> Result) async throws -> Result {
    try await EngineSlots.shared.with {
        try await withTemporaryFolder { folder in
            let sandbox = Sandbox(engine: engine, folder: folder)
            for folder in ["home", "state", "tmp"] {
                try FileManager.default.createDirectory(
                    atPath: "\(sandbox.folder)/\(folder)", withIntermediateDirectories: true)
            }
            try await ServiceBase.provide(to: sandbox)
            if engine == .buildah {
                try write(storageConfiguration(sandbox), to: "\(folder)/storage.conf")
            }
            do {
                let result = try await body(sandbox)
                try await sandbox.cleanUp()
                return result
            } catch {
                try? await sandbox.cleanUp()
                throw error
            }
        }
    }
}

private func storageConfiguration(_ sandbox: Sandbox) throws -> String {
    let driver = FileManager.default.fileExists(atPath: "\(sandbox.storage)/overlay-images") ? "overlay" : "vfs"
    return """
        [storage]
        driver = "\(driver)"
        graphroot = "\(sandbox.storage)"
        runroot = "\(sandbox.folder)/storage-run"

        """
}

extension Sandbox {
    /// Removes what this sandbox's projects left in an engine that others use, too.
    fileprivate func cleanUp() async throws {
        switch engine {
        case .docker:
            try await shell(
                """
                images=$(docker images --quiet --no-trunc --filter label=ci.project=it/\(name) | sort -u)
                [ -z "$images" ] || docker rmi --force $images
                """)
        case .buildah:
            // The storage mounts itself; a folder that is mounted cannot be removed.
            try await shell("umount '\(storage)/overlay' 2> /dev/null || true")
        }
    }
}
