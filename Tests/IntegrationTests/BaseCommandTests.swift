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
            #expect(shared.output.contains(/:latest [0-9a-f]{64}\n/))
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
