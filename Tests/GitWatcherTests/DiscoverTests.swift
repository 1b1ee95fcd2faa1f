import Foundation
import GitWatcher
import Testing

@Suite struct DiscoverTests {
    @Test func findsTheNearestRepository() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(
                """
                git init -q outer; cd outer; mkdir -p a/b; git init -q a/inner; mkdir a/inner/c
                git commit -q --allow-empty -m 1; git worktree add -q ../linked; mkdir ../linked/d
                git clone -q --bare . ../bare.git; ln -s outer/a/b ../shortcut
                """)
            let root = fixture.root
            for (start, workTree, gitDirectory) in [
                ("outer", "\(root)/outer", "\(root)/outer/.git"), ("outer/a/b", "\(root)/outer", "\(root)/outer/.git"),
                ("outer/a/inner/c", "\(root)/outer/a/inner", "\(root)/outer/a/inner/.git"),
                ("shortcut", "\(root)/outer", "\(root)/outer/.git"),
                ("linked/d", "\(root)/linked", "\(root)/outer/.git/worktrees/linked"),
                ("bare.git", nil, "\(root)/bare.git"), ("bare.git/refs", nil, "\(root)/bare.git"),
            ] as [(String, String?, String)] {
                let repository = try await GitRepository.discover(from: "\(root)/\(start)")
                #expect(repository.workTree == workTree, "from \(start)")
                #expect(repository.gitDirectory == gitDirectory, "from \(start)")
            }
        }
    }

    @Test func saysWhereThereIsNone() async throws {
        try await GitFixture.with { fixture in
            let failure = await failure { _ = try await GitRepository.discover(from: fixture.root) }
            #expect(failure?.code == .notARepository)
            #expect(
                failure?.description == """
                    cannot find a git repository at \(fixture.root): neither it nor a folder above it is one
                      help: run this inside a work tree, or name the folder of a repository
                    """)
            let missing = await GitWatcherTests.failure {
                _ = try await GitRepository.discover(from: "\(fixture.root)/gone")
            }
            #expect(missing?.code == .notARepository)
            #expect(
                missing?.description
                    == "cannot find a git repository at \(fixture.root)/gone: No such file or directory")
        }
    }

    @Test func saysWhatIsWrongWithADamagedOne() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell("git init -q repo; echo '[core' > repo/.git/config")
            let failure = await failure { _ = try await GitRepository.discover(from: "\(fixture.root)/repo") }
            #expect(failure?.code == .damaged)
            #expect(
                failure?.description == """
                    cannot open the git repository of \(fixture.root)/repo: \
                    failed to parse config file: missing ']' in section header (in \(fixture.root)/repo/.git/config:1)
                    """)
        }
    }

    @Test func refusesSHA256() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell("git init -q --object-format=sha256 repo")
            let failure = await failure { _ = try await GitRepository.discover(from: "\(fixture.root)/repo") }
            #expect(failure?.code == .unsupportedFormat)
            #expect(
                failure?.description == """
                    cannot open the git repository of \(fixture.root)/repo: \
                    unsupported extension name extensions.objectformat
                      help: only repositories with SHA-1 object names can be read
                    """)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a folder away"))
    func explainsAForeignOwner() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell("git init -q repo; mkdir repo/a; chown -R 12345 repo")
            let failure = await failure { _ = try await GitRepository.discover(from: "\(fixture.root)/repo/a") }
            #expect(failure?.code == .foreignOwner)
            #expect(
                failure?.description == """
                    cannot open the git repository \(fixture.root)/repo: \
                    it belongs to user 12345, and this process runs as user 0
                      help: run `git config --global --add safe.directory \(fixture.root)/repo` if you trust it, \
                    or run as its owner
                    """)
        }
    }

    @Test func readsAPartialClone() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id(
                """
                git init -q repo; cd repo; echo x > file; git add -A; git commit -qm 1
                git config uploadpack.allowFilter true; cd ..
                git clone -q --no-checkout --filter=blob:none "file://$PWD/repo" partial; git -C repo rev-parse HEAD
                """)
            let repository = try await GitRepository.discover(from: "\(fixture.root)/partial")
            #expect(try await repository.resolve("main") == id)
            let failure = await failure { try await repository.checkOut(id, into: "\(fixture.root)/out") }
            #expect(failure?.code == .damaged)
            #expect(failure?.hint == "a partial clone lacks objects: run `git fetch --refetch --no-filter` in it")
        }
    }
}
