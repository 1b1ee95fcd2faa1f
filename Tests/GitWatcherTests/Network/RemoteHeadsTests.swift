import GitWatcher
import PipelineTestSupport
import Testing

@Suite struct RemoteHeadsTests {
    private static let repository = """
        git init -q --bare --initial-branch=trunk up.git; git clone -q up.git work 2>&1; cd work
        git commit -q --allow-empty -m 1; git push -q origin HEAD:trunk HEAD:refs/heads/feature/a HEAD:refs/changes/01/1/1
        git tag light; git tag -m annotated v1; git tag -m twice v1-again v1; git push -q --tags; cd ..
        """

    private func expectHeads(_ heads: RemoteHeads, _ fixture: GitFixture) async throws {
        let commit = try await fixture.id("git -C work rev-parse HEAD")
        let tag = try await fixture.id("git -C work rev-parse v1")
        let twice = try await fixture.id("git -C work rev-parse v1-again")
        #expect(heads.head == "refs/heads/trunk")
        #expect(
            heads.references == [
                RemoteReference(name: "refs/changes/01/1/1", target: commit),
                RemoteReference(name: "refs/heads/feature/a", target: commit),
                RemoteReference(name: "refs/heads/trunk", target: commit),
                RemoteReference(name: "refs/tags/light", target: commit),
                RemoteReference(name: "refs/tags/v1", target: tag, peeled: commit),
                RemoteReference(name: "refs/tags/v1-again", target: twice, peeled: commit),
            ])
        #expect(heads["refs/tags/v1"]?.commit == commit)
        #expect(heads["refs/heads/main"] == nil)
    }

    @Test func listsAFolder() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(Self.repository)
            for url in ["\(fixture.root)/up.git", "file://\(fixture.root)/up.git"] {
                try await expectHeads(try await GitRemote(url: url).heads(), fixture)
            }
        }
    }

    @Test func listsOverGit() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(Self.repository)
            try await fixture.withDaemon { port in
                try await expectHeads(try await GitRemote(url: "git://127.0.0.1:\(port)/up.git").heads(), fixture)
            }
        }
    }

    @Test func listsAnEmptyRepository() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell("git init -q --bare empty.git")
            try await fixture.withDaemon { port in
                for url in ["git://127.0.0.1:\(port)/empty.git", "\(fixture.root)/empty.git"] {
                    let heads = try await GitRemote(url: url).heads()
                    #expect(heads == RemoteHeads(references: [], head: nil))
                }
            }
        }
    }

    @Test func namesARepositoryThatIsNotThere() async throws {
        try await GitFixture.with { fixture in
            try await fixture.withDaemon { port in
                let url = "git://127.0.0.1:\(port)/gone.git"
                let failure = await failure { _ = try await GitRemote(url: url).heads() }
                #expect(failure?.code == .noSuchRepository)
                #expect(
                    failure?.description == """
                        cannot list the branches of \(url): remote error: access denied or repository not exported: /gone.git
                          help: check the URL; servers also say this to those who may not read
                        """)
            }
            let path = "\(fixture.root)/gone.git"
            let missing = await failure { _ = try await GitRemote(url: path).heads() }
            #expect(missing?.description == "cannot list the branches of \(path): No such file or directory")
        }
    }

    @Test(arguments: ["ext::sh -c true", "fd::3", "ftp://example.org/x", "-oProxyCommand=x:y"])
    func refusesHelpers(url: String) async {
        let failure = await failure { _ = try GitRemote(url: url) }
        #expect(failure?.code == .invalidURL)
    }

    @Test func namesAServerThatRefuses() async throws {
        // A port that was free a moment ago.
        let proxy = try StallingProxy(to: nil)
        proxy.stop()
        let failure = await failure { _ = try await GitRemote(url: "git://127.0.0.1:\(proxy.port)/x").heads() }
        #expect(failure?.code == .remoteUnavailable)
        #expect(
            failure?.description
                == "cannot list the branches of git://127.0.0.1:\(proxy.port)/x: cannot connect to 127.0.0.1:\(proxy.port): Connection refused"
        )
    }
}
