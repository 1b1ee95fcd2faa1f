import FoundationEssentials
import PipelineTestSupport

/// What is in an image: its configuration, and the files that it has and its base has not.
struct BuiltContents {
    struct Configuration: Decodable {
        // swift-format-ignore: AlwaysUseLowerCamelCase
        let User: String?, Env: [String]?, Entrypoint: [String]?, Cmd: [String]?, WorkingDir: String?
        // swift-format-ignore: AlwaysUseLowerCamelCase
        let Labels: [String: String]?
    }

    let configuration: Configuration
    /// `TYPE MODE UID:GID PATH` for each, and behind a link's path what it holds, sorted by path.
    let files: [String]
    /// Where the image's files are.
    let folder: String

    var user: String { configuration.User ?? "" }
    var environment: [String] { configuration.Env ?? [] }
    var entrypoint: [String] { configuration.Entrypoint ?? [] }
    var command: [String] { configuration.Cmd ?? [] }
    var workingDirectory: String { configuration.WorkingDir ?? "" }
    var labels: [String: String] { configuration.Labels ?? [:] }

    /// The text of a file of the image.
    func text(_ path: String) throws -> String { try read("\(folder)/\(path)") }
}

/// A folder that is built, and how.
struct BuiltFolder {
    let sandbox: Sandbox
    let tag: String
    var folder: String { "\(sandbox.folder)/context" }

    /// Runs `pipeline-runner build` on it, which must succeed, and returns what it printed on standard error.
    @discardableResult
    func build(_ variant: String = "app", _ arguments: [String] = [], environment: [String: String?] = [:]) async throws
        -> String
    {
        let build = ["build", "context", "--engine", sandbox.engine.rawValue, "--variant", variant, "--tag", tag]
        let result = try await sandbox.program(build + arguments, environment: environment)
        guard result.code == 0 else { throw BuildError(description: result.error) }
        return result.error
    }

    /// Takes the image apart.
    ///
    /// Every variant with a base has the two folders of `lives`, as `accounts` says; they are checked here and left out.
    func contents(base: String? = ServiceBase.name, accounts: [String] = accountFolders) async throws -> BuiltContents {
        let folder = "\(sandbox.folder)/image-\(UUID().uuidString)"
        let script = """
            extract() {
                mkdir -p "$2"
                if [ "$3" = docker ]; then
                    container=$(docker create "$1" /none)
                    docker export "$container" | tar -xp --numeric-owner -C "$2"
                    docker rm "$container" > /dev/null
                else
                    container=$(buildah from --pull-never "$1")
                    cp -a "$(buildah mount "$container")/." "$2"
                    buildah rm "$container" > /dev/null
                fi
                # Engines fill these in for each container.
                rm -rf "$2"/dev "$2"/proc "$2"/sys "$2"/run "$2"/.dockerenv "$2"/etc/hosts "$2"/etc/hostname "$2"/etc/resolv.conf
                (cd "$2" && find . -mindepth 1 -printf '%y %m %U:%G %P %l\\n' | sed 's/ $//' | LC_ALL=C sort -k 4)
            }
            extract '\(tag)' '\(folder)' \(sandbox.engine) > '\(folder).list'
            : > '\(folder).base.list'
            [ -z '\(base ?? "")' ] || extract '\(base ?? "")' '\(folder).base' \(sandbox.engine) > '\(folder).base.list'
            grep -Fxv -f '\(folder).base.list' '\(folder).list' || true
            """
        var files = try await sandbox.shell(script).split(separator: "\n").map(String.init)
        if base == nil {
            // Docker needs a place for it even in an empty container.
            files.removeAll { $0.hasSuffix(" etc") || $0.contains(" etc/mtab") }
        } else {
            for line in accounts {
                guard let index = files.firstIndex(of: line) else { throw BuildError(description: "no \(line)") }
                files.remove(at: index)
            }
        }
        return BuiltContents(configuration: try await configuration(), files: files, folder: folder)
    }

    /// What the image says about itself.
    func configuration() async throws -> BuiltContents.Configuration {
        let inspect =
            sandbox.engine == .docker
            ? "docker image inspect '\(tag)' | jq '.[0].Config'"
            : "buildah inspect --type image '\(tag)' | jq '.OCIv1.config'"
        return try JSONDecoder().decode(
            BuiltContents.Configuration.self, from: Data(try await sandbox.shell(inspect).utf8))
    }

    static let accountFolders = [
        "d 755 0:0 opt", "d 755 65533:65533 opt/lib", "d 755 0:0 srv", "d 755 65533:65533 srv/app",
    ]
}

struct BuildError: Error, CustomStringConvertible {
    let description: String
}

/// Hands `body` a folder with a Blubber file and other files, by path, to build on `engine`.
func withFolder(
    _ engine: TestEngine, _ blubber: String, _ files: [String: String] = [:],
    _ body: (BuiltFolder) async throws -> Void
) async throws {
    try await withSandbox(engine) { sandbox in
        let tag = "localhost/pipeline-runner-tests/\(sandbox.name):1"
        let folder = BuiltFolder(sandbox: sandbox, tag: tag)
        try write(
            "version: v4\n" + blubber.replacing("BASE", with: ServiceBase.name), to: "\(folder.folder)/blubber.yaml")
        for (path, text) in files { try write(text, to: "\(folder.folder)/\(path)") }
        do {
            try await body(folder)
            if engine == .docker { try await sandbox.shell("docker rmi --force '\(tag)' > /dev/null 2>&1 || true") }
        } catch {
            _ = try? await sandbox.shell("docker rmi --force '\(tag)' > /dev/null 2>&1 || true")
            throw error
        }
    }
}
