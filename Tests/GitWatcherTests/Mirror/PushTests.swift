import Foundation
import GitWatcher
import PipelineTestSupport
import Testing

/// Commits that are made here and pushed, over each kind of transport that there is.
@Suite struct PushTests {
    private static let author = CommitDescription.Signature(
        name: "CI Bot", email: "ci@example.org", time: 1_700_000_000)

    /// `up.git` with the clone `work`, on whose branch main is a file.
    private static let repository = """
        git init -q --bare up.git; git -C up.git config daemon.receivepack true; git clone -q up.git work 2>&1; cd work
        mkdir a; echo 1 > a/file; echo x > other; chmod +x a/file; git add .; git commit -q -m 1; git push -q origin main
        """

    private func withMirror(_ body: (GitFixture, Mirror) async throws -> Void) async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(Self.repository)
            try await body(fixture, try await Mirror.open(at: "\(fixture.root)/mirror"))
        }
    }

    /// Fetches, commits `text` as `a/file` and pushes it.
    private func push(_ text: String, _ remote: GitRemote, _ mirror: Mirror) async throws -> PushOutcome {
        let heads = try await mirror.fetch(from: remote, now: 0) { reference, _ in reference.name == "refs/heads/main" }
        let tip = try #require(heads["refs/heads/main"]?.commit)
        let commit = try await mirror.commit(
            ["a/file": Array(text.utf8)], onto: tip, message: "change\n\nwhy\n", author: Self.author)
        return try await mirror.push(commit, onto: tip, as: "refs/heads/main", to: remote)
    }

    private func expectPushed(_ text: String, _ fixture: GitFixture) async throws {
        #expect(try await fixture.shell("git -C up.git show main:a/file") == text)
    }

    @Test func changesOneFileAndNothingElse() async throws {
        try await withMirror { fixture, mirror in
            let remote = try GitRemote(url: "\(fixture.root)/up.git")
            #expect(try await push("2\n", remote, mirror) == .accepted)
            let text = try await fixture.shell(
                """
                git -C up.git log -1 --format='%an <%ae> %at %ai|%cn <%ce>%n%B' main
                git -C up.git diff --raw --abbrev=7 main~ main; git -C up.git fsck --strict
                """)
            #expect(
                text == """
                    CI Bot <ci@example.org> 1700000000 2023-11-14 22:13:20 +0000|CI Bot <ci@example.org>
                    change

                    why

                    :100755 100755 d00491f 0cfbf08 M\ta/file

                    """)
            #expect(try await push("3\n", remote, mirror) == .accepted)
            try await expectPushed("3\n", fixture)
        }
    }

    @Test func overFileURLs() async throws {
        try await withMirror { fixture, mirror in
            try await fixture.shell("mkdir 'a b'; mv up.git 'a b'/up.git; ln -s 'a b/up.git' up.git")
            let remote = try GitRemote(url: "file://\(fixture.root)/a%20b/up.git")
            #expect(try await push("2\n", remote, mirror) == .accepted)
            try await expectPushed("2\n", fixture)
        }
    }

    @Test func overGit() async throws {
        try await withMirror { fixture, mirror in
            try await fixture.withDaemon { port in
                let remote = try GitRemote(url: "git://127.0.0.1:\(port)/up.git")
                #expect(try await push("2\n", remote, mirror) == .accepted)
            }
            try await expectPushed("2\n", fixture)
        }
    }

    @Test func overSecureShell() async throws {
        try await withMirror { fixture, mirror in
            try await SecureShellServer.with(fixture) { server in
                let remote = try GitRemote(
                    url: "ssh://127.0.0.1:\(server.port)\(fixture.root)/up.git",
                    credentials: .key(
                        username: server.user, file: server.key, passphrase: nil, knownHosts: server.knownHosts))
                #expect(try await push("2\n", remote, mirror) == .accepted)
                try await expectPushed("2\n", fixture)
                try await fixture.shell(Self.refusal)
                let outcome = try await push("3\n", remote, mirror)
                #expect(outcome == .rejected(reason: "pre-receive hook declined", remarks: ["not on a Friday"]))
            }
        }
    }

    @Test func overTheWeb() async throws {
        try await withMirror { fixture, mirror in
            try await WebServer.with(fixture) { server in
                let account = WebServer.account
                let remote = try GitRemote(
                    url: "http://127.0.0.1:\(server.plainPort)/closed/up.git",
                    credentials: .password(username: account.username, password: account.password))
                let large = String(repeating: "0123456789abcdef\n", count: 20_000)
                for text in ["2\n", large] {
                    #expect(try await push(text, remote, mirror) == .accepted)
                    try await expectPushed(text, fixture)
                }
                let open = try GitRemote(url: "http://127.0.0.1:\(server.plainPort)/open/up.git")
                let refused = await failure { _ = try await push("3\n", open, mirror) }
                #expect(refused?.code == .authenticationFailed, "\(String(describing: refused))")
            }
        }
    }

    private static let refusal = """
        mkdir -p up.git/hooks
        printf '#!/bin/sh\\necho "not on a Friday" >&2\\nexit 1\\n' > up.git/hooks/pre-receive
        chmod +x up.git/hooks/pre-receive
        """

    @Test func aHookThatRefusesIsHeard() async throws {
        try await withMirror { fixture, mirror in
            try await fixture.shell(Self.refusal)
            let remote = try GitRemote(url: "\(fixture.root)/up.git")
            let outcome = try await push("2\n", remote, mirror)
            #expect(outcome == .rejected(reason: "pre-receive hook declined", remarks: ["not on a Friday"]))
            try await expectPushed("1\n", fixture)
        }
    }

    @Test func hooksThatFollowMayRunToTheirEnd() async throws {
        try await withMirror { fixture, mirror in
            try await fixture.shell(
                """
                printf '#!/bin/sh\\nsleep 1\\necho done > after\\n' > up.git/hooks/post-receive
                chmod +x up.git/hooks/post-receive
                """)
            let remote = try GitRemote(url: "\(fixture.root)/up.git")
            #expect(try await push("2\n", remote, mirror) == .accepted)
            #expect(try await fixture.shell("cat up.git/after") == "done\n")
        }
    }

    /// Somebody else is faster: before the push is begun, and while it is under way.
    @Test func aBranchThatWasMovedIsLeftAlone() async throws {
        try await withMirror { fixture, mirror in
            let remote = try GitRemote(url: "\(fixture.root)/up.git")
            let heads = try await mirror.fetch(from: remote, now: 0) { _, _ in true }
            let tip = try #require(heads["refs/heads/main"]?.commit)
            let commit = try await mirror.commit(
                ["a/file": [0x32]], onto: tip, message: "change", author: Self.author)
            let other = try await fixture.id(
                "cd work; git commit -q --allow-empty -m 2; git push -q origin main; git rev-parse HEAD")
            #expect(try await mirror.push(commit, onto: tip, as: "refs/heads/main", to: remote) == .overtaken)
            #expect(try await fixture.id("git -C up.git rev-parse main") == other)

            try await fixture.shell(
                """
                cat > up.git/hooks/pre-receive <<'END'
                #!/bin/sh
                unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
                [ -e moved ] || git update-ref refs/heads/main \\
                    $(git -c user.name=x -c user.email=x@y commit-tree -p main -m moved main^{tree})
                touch moved
                END
                chmod +x up.git/hooks/pre-receive
                """)
            #expect(try await push("2\n", remote, mirror) == .overtaken)
            #expect(try await fixture.shell("git -C up.git log -1 --format=%s main") == "moved\n")
            #expect(try await push("3\n", remote, mirror) == .accepted)
        }
    }

    @Test func whatIsNoFileIsNotChanged() async throws {
        try await withMirror { fixture, mirror in
            try await fixture.shell(
                "cd work; ln -s a/file link; git add .; git commit -q -m 2; git push -q origin main")
            let remote = try GitRemote(url: "\(fixture.root)/up.git")
            let heads = try await mirror.fetch(from: remote, now: 0) { _, _ in true }
            let tip = try #require(heads["refs/heads/main"]?.commit)
            #expect(
                try await mirror.items(in: "", of: tip) == [
                    TreeItem(name: "a", kind: .folder), TreeItem(name: "link", kind: .link),
                    TreeItem(name: "other", kind: .file),
                ])
            #expect(try await mirror.items(in: "none", of: tip) == [])
            #expect(try await mirror.file("none/x", of: tip) == nil)
            for path in ["a", "link"] {
                #expect(await failure { _ = try await mirror.file(path, of: tip) }?.code == .notAFile)
            }
            let missing = await failure {
                _ = try await mirror.commit(["none": []], onto: tip, message: "", author: Self.author)
            }
            #expect(missing?.code == .notAFile)
        }
    }
}
