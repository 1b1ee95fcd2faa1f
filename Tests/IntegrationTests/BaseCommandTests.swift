import FoundationEssentials
import PipelineTestSupport
import Testing

/// `pipeline-runner base`, with real mirrors and engines.
@Suite(.timeLimit(.minutes(20)))
struct BaseCommandTests {
    private static let definition = "suite: bookworm\nname: pipeline-runner-tests-small\nvariant: apt\n"

    /// Root and an ordinary user who has a range of user numbers make the same image.
    @Test func anOrdinaryUserMakesTheSameImage() async throws {
        try await withSandbox(.buildah) { sandbox in
            try write(Self.definition, to: "\(sandbox.folder)/base.yaml")
            async let root = sandbox.program(
                ["base", "build", "base.yaml", "--engine", "buildah"], patience: .seconds(900))
            let own = try await Self.asOrdinaryUser(range: true, sandbox)
            let shared = try await root
            #expect(shared.code == 0, "\(shared.error)")
            #expect(shared.output.contains(/:latest sha256:[0-9a-f]{64}\n/))
            #expect(own.hasSuffix(shared.output), "\(own)")
            #expect(own.contains("[pipeline-runner-tests-small] Debian GNU/Linux 12 (bookworm) starts"))
        }
    }

    @Test func anOrdinaryUserWithoutARange() async throws {
        try await withSandbox(.buildah) { sandbox in
            try write(Self.definition, to: "\(sandbox.folder)/base.yaml")
            let failed = try await Self.asOrdinaryUser(range: false, sandbox)
            #expect(
                failed.hasSuffix(
                    """
                    error: cannot build the base image pipeline-runner-tests-small
                      E: failed to parse /etc/subuid and /etc/subgid
                      help: run as root, or install uidmap and give the user a range in /etc/subuid and /etc/subgid
                    3

                    """), "\(failed)")
        }
    }

    /// A process that is killed at its test leaves nothing that others build on, and the next one tests again.
    @Test func anImageThatWasNotTestedGetsNoName() async throws {
        try await withSandbox(.buildah) { sandbox in
            try write(Self.definition, to: "\(sandbox.folder)/base.yaml")
            // buildah itself, but for the moment at which the program is to be killed.
            let buildah = try await sandbox.shell("command -v buildah").filter { !$0.isNewline }
            try await writeProgram(
                """
                #!/bin/sh
                case "$*" in *pipeline-runner-smoke-*) [ "$1" != run ] || kill -9 $PPID;; esac
                exec \(buildah) "$@"
                """, to: "\(sandbox.folder)/bin/buildah")
            let path = "\(sandbox.folder)/bin:\(sandbox.environment["PATH"] ?? "")"
            let build = ["base", "build", "base.yaml", "--engine", "buildah"]
            let list = ["base", "list", "base.yaml", "--engine", "buildah"]

            let new = try await sandbox.program(list, environment: ["XDG_CACHE_HOME": "\(sandbox.folder)/cache"])
            #expect(
                new.output == """
                    NAME                         SUITE     ARCHITECTURE  TODAY      SIZE  TAGS
                    pipeline-runner-tests-small  bookworm  \(Self.architecture)         not built  -     -

                    """)
            let killed = try await sandbox.program(build, environment: ["PATH": path], patience: .seconds(900))
            #expect(killed.code != 0)
            #expect(killed.output == "")
            let tags = "buildah images --format '{{.Name}}:{{.Tag}}' | sed -n 's,^localhost/base/[^:]*:,,p'"
            #expect(try await sandbox.shell(tags).hasPrefix("untested-"))
            #expect(try await sandbox.shell("buildah containers --quiet") != "")
            let listed = try await sandbox.program(list)
            #expect(listed.output.contains(#/ {2}\d+ packages  -     -\n$/#), "\(listed.output)")

            let built = try await sandbox.program(build)
            #expect(built.code == 0, "\(built.error)")
            #expect(built.error.contains("taken from the cache"))
            #expect(built.error.contains("starts, and its packages are in order"))
            let names = built.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }
            let given = names.compactMap { $0.split(separator: ":").last.map(String.init) }
            #expect(given.count == 2 && given.last == "latest")
            #expect(try await sandbox.shell(tags).split(separator: "\n").map(String.init).sorted() == given)
            #expect(try await sandbox.shell("buildah containers --quiet") == "")
            let all = try await sandbox.program(list)
            #expect(all.output.contains(#/ {2}\d+ packages {2}[\d.]+ MB {2}\d{8} latest\n$/#), "\(all.output)")
        }
    }

    #if arch(arm64)
        private static let architecture = "arm64"
    #else
        private static let architecture = "amd64"
    #endif

    /// What the program says and ends with as `nobody`, for whom this machine has numbers to map or has none.
    private static func asOrdinaryUser(range: Bool, _ sandbox: Sandbox) async throws -> String {
        let script = """
            user=\(sandbox.folder)/user
            mkdir -p $user/tmp $user/run; cp '\(TestProgram.path)' $user/program; cp base.yaml $user/
            chown -R 65534:65534 $user; chmod a+x '\(sandbox.folder)'
            echo '\(range ? "nobody:200000:65536" : "")' >ids
            unshare --mount --propagation private bash -euc '
                mount --bind ids /etc/subuid; mount --bind ids /etc/subgid; cd "$1"
                exec setpriv --reuid 65534 --regid 65534 --clear-groups env -i PATH="$PATH" HOME="$1" TMPDIR="$1/tmp" \\
                    XDG_RUNTIME_DIR="$1/run" timeout 900 ./program base build base.yaml --engine buildah' bash "$user" 2>&1 ||
                echo $?
            """
        return try await sandbox.shell(script, patience: .seconds(900))
    }
}
