import Foundation
import GitWatcher
import Testing

@Suite struct SubmoduleTests {
    /// `top` has `lib` (named `library`) at `parts/lib`, which has `inner` at `in`.
    private static let nested = #"""
        git init -q inner; (cd inner; echo inner > file; printf x > run; chmod 755 run; git add -A; git commit -qm 1)
        git init -q lib; (cd lib; echo lib > file; git submodule -q add ../inner in; git commit -qm 1)
        git init -q top; cd top; echo top > file; git add file; git submodule -q add --name library ../lib parts/lib
        git submodule -q update --init --recursive; git commit -qm 1; cd ..
        expected() {
            { git -C top ls-tree -rz HEAD; git -C lib ls-tree -rz HEAD | sed -z 's:\t:\tparts/lib/:'
              git -C inner ls-tree -rz HEAD | sed -z 's:\t:\tparts/lib/in/:'; } | grep -zv '^160000'
        }
        """#

    @Test func takesObjectsFromTheLocalStore() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell("\(Self.nested)\nexpected > expected; rm -rf lib inner; rm -rf top/parts")
            try await expectCheckout(of: "top", fixture)
        }
    }

    @Test func takesObjectsFromASubmoduleThatKeptItsOwnFolder() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(
                """
                git init -q top; cd top; git init -q own; (cd own; echo own > file; git add -A; git commit -qm 1)
                git submodule -q add ./own own; git commit -qm 1; test -d own/.git; cd ..
                { git -C top ls-tree -rz HEAD; git -C top/own ls-tree -rz HEAD | sed -z 's:\\t:\\town/:'; } \
                    | grep -zv '^160000' > expected
                """)
            try await expectCheckout(of: "top", fixture)
        }
    }

    @Test func fetchesFromPathsAndLeavesNothingBehind() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(
                """
                \(Self.nested)
                expected > expected; git clone -q --no-recurse-submodules top clone; mkdir linked
                git -C clone worktree add -q ../linked/tree
                """)
            try await expectCheckout(of: "clone", fixture)
            try await expectCheckout(of: "linked/tree", fixture)
            // Without a remote, relative URLs are relative to the repository itself.
            try await fixture.shell("git -C clone remote remove origin")
            try await expectCheckout(of: "clone", fixture)
        }
    }

    @Test func fetchesFromAServer() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell("\(Self.nested)\nexpected > expected")
            try await fixture.withDaemon { port in
                try await fixture.shell("git clone -q --bare git://127.0.0.1:\(port)/top served.git")
                try await expectCheckout(of: "served.git", fixture)
            }
        }
    }

    @Test func fetchesACommitThatIsOnNoBranch() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(
                """
                \(Self.nested)
                cd inner; git checkout -q --detach; echo review > file; git commit -qam review
                git update-ref refs/changes/1 HEAD; git checkout -q main; cd ../lib/in
                git fetch -q ../../inner refs/changes/1; git checkout -q FETCH_HEAD; cd ..; git commit -qam 2
                cd ../top/parts/lib; git pull -q; cd ../..; git commit -qam 2; cd ..
                git clone -q --bare top top.git; git -C inner checkout -q refs/changes/1; expected > expected
                git -C inner checkout -q main
                """)
            try await expectCheckout(of: "top.git", fixture)
        }
    }

    @Test func leavesEmptyFoldersWhereSubmodulesAreNotWanted() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id("\(Self.nested); git -C top rev-parse HEAD")
            let repository = try await GitRepository.discover(from: "\(fixture.root)/top")
            try await repository.checkOut(
                id, into: "\(fixture.root)/out", options: CheckoutOptions(includesSubmodules: false))
            let found = try await fixture.shell("cd out; find . | sort")
            #expect(
                found == ".\n./.gitmodules\n./file\n./parts\n./parts/lib\n")
        }
    }

    @Test func namesSubmodulePathAndURLWhenTheCommitIsNowhere() async throws {
        try await GitFixture.with { fixture in
            let lost = try await fixture.id(
                """
                \(Self.nested)
                git clone -q --bare top top.git; cd lib; git rev-parse HEAD
                git commit -q --amend -m other; git reflog expire --expire=now --all; git gc -q --prune=now
                """)
            let failure = try await refusal(fixture, "top.git")
            #expect(
                failure?.description == """
                    cannot fetch the submodule `library` (\(fixture.root)/out/parts/lib) from \(fixture.root)/lib: \
                    commit \(lost) is not there
                      help: push that commit of the submodule, or let the superproject name one that was pushed
                    """)
            #expect(failure?.code == .submoduleUnavailable)
        }
    }

    @Test func namesAServerThatDoesNotAnswer() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(
                """
                \(Self.nested)
                cd top; git config -f .gitmodules submodule.library.url git://ada:secret@127.0.0.1:1/lib
                git commit -qam url; rm -rf .git/modules parts
                """)
            let failure = try await refusal(fixture, "top")
            #expect(failure?.code == .remoteUnavailable)
            #expect(
                failure?.description == """
                    cannot fetch the submodule `library` (\(fixture.root)/out/parts/lib) from git://127.0.0.1:1/lib: \
                    cannot connect to 127.0.0.1:1: Connection refused
                    """)
        }
    }

    @Test func namesAPathWithoutRepository() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell("\(Self.nested)\ngit clone -q --bare top top.git; rm -rf lib")
            let failure = try await refusal(fixture, "top.git")
            #expect(failure?.code == .noSuchRepository)
            #expect(
                failure?.description == """
                    cannot fetch the submodule `library` (\(fixture.root)/out/parts/lib) from \(fixture.root)/lib: \
                    No such file or directory
                    """)
        }
    }

    @Test(arguments: [
        ("ext::sh -c touch% ran", "the helper `ext` is refused"), ("-u./evil", "it begins with `-`"),
        ("ssh://-oProxyCommand=x/y", "`ssh` is not followed by a host"),
        ("ftp://example.org/x", "`ftp` is not one of http, https, ssh, git and file"),
        ("plain/path", "a relative path must begin with `./` or `../`"),
        ("/srv/git/private.git", "a path of this machine needs a superproject of this machine"),
        ("file:///srv/git/private.git", "a path of this machine needs a superproject of this machine"),
        ("../../../../../../../../../x", "it leads above `https://example.org/team/top.git`"),
    ])
    func refusesURLs(url: String, reason: String) async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(
                """
                \(Self.nested)
                cd top; git config -f .gitmodules submodule.library.url '\(url)'; git commit -qam url
                rm -rf .git/modules parts; git remote add origin https://ada:secret@example.org/team/top.git
                """)
            let failure = try await refusal(fixture, "top")
            #expect(failure?.code == .invalidURL)
            #expect(
                failure?.description == """
                    cannot check out the submodule \(fixture.root)/out/parts/lib: \
                    the url `\(url)` of `library` is refused: \(reason)
                    """)
        }
    }

    @Test func refusesANameThatLeadsOut() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(
                """
                \(Self.nested)
                cd top; sed -i 's:"library":"../../../lib/.git":' .gitmodules; git commit -qam name; rm -rf parts
                """)
            let failure = try await refusal(fixture, "top")
            #expect(
                failure?.description == """
                    cannot check out the submodule \(fixture.root)/out/parts/lib: \
                    its name `../../../lib/.git` leads out of the repository
                    """)
        }
    }

    @Test func namesASubmoduleThatIsNotDeclared() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell("\(Self.nested)\ncd top; git rm -qf --cached .gitmodules; git commit -qm gone")
            let failure = try await refusal(fixture, "top")
            #expect(
                failure?.description == """
                    cannot check out the submodule \(fixture.root)/out/parts/lib: .gitmodules has no entry for parts/lib
                      help: add it with `git submodule add`, or remove the entry with `git rm --cached`
                    """)
        }
    }

    @Test func endsAFetchWhenItsTaskIsCancelled() async throws {
        try await GitFixture.with { fixture in
            // The server says that it began, and then reports progress for ever.
            try await fixture.shell(
                """
                \(Self.nested)
                mkfifo began; printf '#!/bin/sh\\necho > %s\\nwhile echo busy >&2; do sleep 0.01; done\\n' "$PWD/began" > hook
                chmod +x hook
                """)
            let hook = [
                "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "uploadpack.packObjectsHook",
                "GIT_CONFIG_VALUE_0": "\(fixture.root)/hook",
            ]
            try await fixture.withDaemon(environment: hook) { port in
                let id = try await fixture.id(
                    """
                    cd top; git config -f .gitmodules submodule.library.url git://127.0.0.1:\(port)/lib
                    git commit -qam served; rm -rf .git/modules parts; git rev-parse HEAD
                    """)
                let repository = try await GitRepository.discover(from: "\(fixture.root)/top")
                let task = Task { try await repository.checkOut(id, into: "\(fixture.root)/out") }
                try await fixture.shell("cat began")
                task.cancel()
                let failure = await failure { try await task.value }
                #expect(failure?.code == .cancelled)
                let left = try await fixture.shell("ls -A out")
                #expect(left == ".gitmodules\nfile\nparts\n")
            }
        }
    }

    private func expectCheckout(
        of repository: String, _ fixture: GitFixture, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let repository = try await GitRepository.discover(from: "\(fixture.root)/\(repository)")
        try await repository.checkOut(repository.resolve("HEAD"), into: "\(fixture.root)/out")
        let expected = lines(ofTree: try await fixture.shell("cat expected"))
        #expect(try listing(of: "\(fixture.root)/out") == expected, sourceLocation: sourceLocation)
        #expect(expected.count >= 2, sourceLocation: sourceLocation)
        try await fixture.shell("rm -rf out")
    }

    private func refusal(_ fixture: GitFixture, _ repository: String) async throws -> GitFailure? {
        let repository = try await GitRepository.discover(from: "\(fixture.root)/\(repository)")
        let id = try await repository.resolve("HEAD")
        return await failure { try await repository.checkOut(id, into: "\(fixture.root)/out") }
    }
}
