import Clibgit2
import Foundation
import Testing

@testable import GitWatcher

/// What depends on umask, user or limits of the process runs in processes of its own.
@Suite struct ProcessStateTests {
    @Test func umaskDoesNotChangeModes() async {
        await #expect(processExitsWith: .success) {
            umask(0o077)
            try await GitFixture.with { fixture in
                let id = try await fixture.id(
                    """
                    git init -q repo; cd repo; mkdir -p a/b; echo 1 > a/b/file; echo 2 > tool; chmod 755 tool
                    git add -A; git commit -qm 1; git rev-parse HEAD
                    """)
                let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
                try await repository.checkOut(id, into: "\(fixture.root)/out")
                let expected = lines(ofTree: try await fixture.shell("git -C repo ls-tree -rz HEAD"))
                try #require(try listing(of: "\(fixture.root)/out") == expected)
                try #require(try await fixture.shell("stat -c %a out") == "755\n")
            }
        }
    }

    @Test func namesAFileThatCannotBeWritten() async {
        await #expect(processExitsWith: .success) {
            try await GitFixture.with { fixture in
                let id = try await fixture.id(
                    """
                    git init -q repo; cd repo; mkdir a; head -c 100000 /dev/zero > a/big
                    git add -A; git commit -qm 1; git rev-parse HEAD
                    """)
                let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
                signal(SIGXFSZ, SIG_IGN)
                var limit = rlimit(rlim_cur: 50000, rlim_max: 50000)
                try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
                let failure = await failure { try await repository.checkOut(id, into: "\(fixture.root)/out") }
                try #require(failure?.code == .writeFailed)
                try #require(failure?.description == "cannot write \(fixture.root)/out/a/big: File too large")
            }
        }
    }

    @Test func namesAFolderWithoutPermission() async {
        await #expect(processExitsWith: .success) {
            try await GitFixture.with { fixture in
                let id = try await fixture.id(
                    """
                    git init -q repo; cd repo; echo 1 > file; git add -A; git commit -qm 1; git rev-parse HEAD
                    mkdir ../closed ../sealed; chmod 555 ../closed; chmod 0 ../sealed
                    """)
                let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
                // Root may write anywhere.
                if geteuid() == 0 { try #require(seteuid(65534) == 0) }
                let unwritable = await failure {
                    try await repository.checkOut(id, into: "\(fixture.root)/closed")
                }
                let unreadable = await failure {
                    _ = try await GitRepository.discover(from: "\(fixture.root)/sealed/x")
                }
                seteuid(getuid())
                try #require(unwritable?.code == .permissionDenied)
                try #require(unwritable?.description == "cannot write \(fixture.root)/closed/file: Permission denied")
                try #require(unreadable?.code == .permissionDenied)
                try #require(
                    unreadable?.description
                        == "cannot find a git repository at \(fixture.root)/sealed/x: Permission denied")
            }
        }
    }

    /// The hint for a foreign owner must help.
    @Test(.enabled(if: geteuid() == 0, "only root can give a folder away"))
    func acceptsAForeignOwnerThatIsDeclaredSafe() async {
        await #expect(processExitsWith: .success) {
            try await GitFixture.with { fixture in
                try await fixture.shell(
                    """
                    git init -q repo; git init -q --bare bare.git; chown -R 12345 repo bare.git; mkdir home
                    for r in repo bare.git; do
                        GIT_CONFIG_GLOBAL=$PWD/home/.gitconfig git config --global --add safe.directory $PWD/$r
                    done
                    """)
                for name in ["repo", "bare.git"] {
                    let failure = await failure {
                        _ = try await GitRepository.discover(from: "\(fixture.root)/\(name)")
                    }
                    try #require(failure?.subject == "\(fixture.root)/\(name)")
                }
                clibgit2_set_search_path(Int32(GIT_CONFIG_LEVEL_GLOBAL.rawValue), "\(fixture.root)/home")
                for name in ["repo", "bare.git"] {
                    _ = try await GitRepository.discover(from: "\(fixture.root)/\(name)")
                }
            }
        }
    }

    @Test func tellsAFullDiskFromOtherFailures() {
        let operation = Operation("write", "/out/file")
        #expect(
            operation.writeFailure(ENOSPC).description == """
                cannot write /out/file: No space left on device
                  help: free some space, or write to another disk
                """)
        #expect(operation.writeFailure(ENOSPC).code == .diskFull)
        #expect(operation.writeFailure(EDQUOT).code == .diskFull)
        #expect(operation.writeFailure(EROFS).code == .permissionDenied)
        #expect(operation.writeFailure(EIO).code == .writeFailed)
    }
}
