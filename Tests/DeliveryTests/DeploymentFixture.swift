import CommandRunner
import Delivery
import PipelineCore
import PipelineTestSupport
import Testing

/// A deployment repository `up.git`, with `work` as a person's clone, and the folder in which copies of it are kept.
struct DeploymentFixture {
    let root: String

    static func with(
        _ files: [String: String], _ body: (DeploymentFixture) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { root in
            let fixture = DeploymentFixture(root: root)
            try await fixture.shell("git init -q --bare -b main up.git; git clone -q up.git work 2>&1")
            for (path, text) in files { try write(text, to: "\(root)/work/\(path)") }
            try await fixture.shell(
                "cd work; git checkout -q -B main; git add .; git commit -q -m 1; git push -q origin main")
            try await body(fixture)
        }
    }

    /// Runs a shell script in the fixture's folder and returns what it printed.
    @discardableResult
    func shell(_ script: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        var command = Command("bash", ["-euo", "pipefail", "-c", script])
        command.workingDirectory = root
        command.environment = [
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_COMMITTER_NAME": "Bo", "GIT_COMMITTER_EMAIL": "bo@example.org",
        ]
        let output = try await TestEnvironment.runner.capture(command)
        try #require(
            output.status.isSuccess, "\(script)\n\(output.standardError)", sourceLocation: sourceLocation)
        return output.standardOutput
    }

    func deployments(
        file: String = "charts/{chart}/values-{environment}.yaml", key: String = "main_app.version",
        branch: String = "main", copy: String = "copies"
    ) -> GitDeployments {
        GitDeployments(
            DeploymentSettings(
                url: "\(root)/up.git", branch: branch, file: file, key: key, author: "CI Bot <ci@example.org>"),
            keptIn: "\(root)/\(copy)", runner: TestEnvironment.runner, now: { 1_700_000_000 })
    }

    /// A file as the branch has it.
    func file(_ path: String) async throws -> String { try await shell("git -C up.git show main:\(path)") }

    /// The subjects of the commits, newest first.
    func log() async throws -> [String] {
        try await shell("git -C up.git log --format=%s main").split(separator: "\n").map(String.init)
    }
}
