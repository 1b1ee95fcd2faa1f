import FoundationEssentials
import PipelineTestSupport

/// A service's repository, made with the git command line.
struct ServiceRepository {
    let sandbox: Sandbox
    let folder: String

    /// A service whose test and program are shell scripts, committed.
    init(
        in sandbox: Sandbox, blubber: String = ServiceRepository.blubber, config: String? = nil,
        test: String = "echo the test ran in $PWD as $(id -u)", main: String = "echo hello from the service",
        files: [String: String] = [:]
    ) async throws {
        self.sandbox = sandbox
        folder = "\(sandbox.folder)/repository"
        try write(".pipeline/blubber.yaml", blubber)
        if let config { try write(".pipeline/config.yaml", config) }
        try write("test.sh", test + "\n")
        try write("main.sh", main + "\n")
        // Makes the content, and so images and their labels, unlike those of other tests.
        try write("name", sandbox.name)
        for (path, text) in files { try write(path, text) }
        try await git("init --quiet --initial-branch main")
        try await git("remote add origin https://git.example.org/it/\(sandbox.name)")
        try await commit("one")
    }

    /// `test` and `production` on the service base.
    static let blubber = """
        version: v4
        base: \(ServiceBase.name)
        lives: { in: /srv/app }
        variants:
          test: { copies: [local], entrypoint: [sh, ./test.sh] }
          production: { copies: [local], entrypoint: [sh, ./main.sh] }

        """

    /// A Blubber file whose variant `test` runs `script` while it is built.
    static func blubber(building script: String) -> String {
        """
        version: v4
        base: \(ServiceBase.name)
        variants:
          test:
            builders: [{ custom: { command: [sh, -c, "\(script)"] } }]
            entrypoint: ["true"]
          production: { entrypoint: ["true"] }

        """
    }

    /// The name of its images below a registry's prefix.
    var imageName: String { "it-\(sandbox.name)" }
    /// The project, as the remote's address has it.
    var project: String { "it/\(sandbox.name)" }

    func write(_ path: String, _ text: String) throws {
        try PipelineTestSupport.write(text, to: "\(folder)/\(path)")
    }

    /// Commits all that is in the work tree and returns the commit's hash.
    @discardableResult
    func commit(_ message: String) async throws -> String {
        try await git("add --all")
        try await git("commit --quiet --allow-empty --message '\(message)'")
        return try await head()
    }

    func head() async throws -> String { String(try await git("rev-parse HEAD").prefix(40)) }

    /// Runs git with `arguments`, as a shell reads them.
    @discardableResult
    func git(_ arguments: String) async throws -> String {
        try await sandbox.shell("git \(arguments)", in: folder)
    }
}
