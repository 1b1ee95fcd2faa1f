import GitWatcher
import Testing

@Suite struct ContextTests {
    private static let history = """
        git init -q repo; cd repo; git commit -q --allow-empty -m one; git tag light; git tag -am text v1.0
        git tag -am text v1.1; git commit -q --allow-empty -m two; git tag newer; git branch work/topic
        git update-ref refs/remotes/origin/release HEAD; git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/release
        git remote add origin https://ada:secret@example.org:8443/r/team/service.git
        git remote add other git@example.org:elsewhere.git
        """

    @Test func knowsTheBranchOfARevision() async throws {
        let table: [(String, String?)] = [
            ("HEAD", "main"), ("@~1", "main"), ("main", "main"), ("refs/heads/work/topic", "work/topic"),
            ("work/topic^", "work/topic"), ("origin/release", "release"), ("origin", "release"), ("main@{0}", "main"),
            ("newer", nil), ("light", nil), ("refs/tags/v1.0", nil),
        ]
        try await GitFixture.with { fixture in
            try await fixture.shell(Self.history)
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            for (revision, branch) in table {
                let id = try await repository.resolve(revision)
                let context = try await repository.context(for: id, revision: revision)
                #expect(context.branch == branch, "\(revision)")
                #expect(context.currentBranch == "main")
                #expect(try await repository.context(for: id, revision: id.hex).branch == nil)
            }
        }
    }

    @Test(arguments: ["true", "git pack-refs --all"])
    func listsTagsAndTheRemote(preparation: String) async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell("\(Self.history); \(preparation); git checkout -q --detach")
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            let first = try await repository.context(for: repository.resolve("HEAD~1"), revision: "HEAD~1")
            #expect(first.tags == ["light", "v1.0", "v1.1"])
            #expect(first.currentBranch == nil)
            #expect(first.branch == nil)
            #expect(first.remote == "https://example.org:8443/r/team/service.git")
            #expect(try await repository.context(for: repository.resolve("HEAD"), revision: "HEAD").tags == ["newer"])
            #expect(try await repository.projectName().full == "team/service")
        }
    }

    @Test func takesTheOnlyRemoteElseNone() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id(
                "git init -q My-Repo; cd My-Repo; git commit -q --allow-empty -m 1; git rev-parse HEAD")
            let repository = try await GitRepository.discover(from: "\(fixture.root)/My-Repo")
            #expect(try await repository.context(for: id, revision: "HEAD").remote == nil)
            #expect(try await repository.projectName().full == "My-Repo")
            try await fixture.shell("git -C My-Repo worktree add -q ../linked")
            let linked = try await GitRepository.discover(from: "\(fixture.root)/linked")
            #expect(try await linked.projectName().full == "My-Repo")
            try await fixture.shell("git -C My-Repo remote add up git@example.org:a/b.git")
            #expect(try await repository.context(for: id, revision: "HEAD").remote == "git@example.org:a/b.git")
            #expect(try await repository.projectName().full == "a/b")
            try await fixture.shell("git -C My-Repo remote add down git@example.org:c/d.git")
            #expect(try await repository.context(for: id, revision: "HEAD").remote == nil)
        }
    }
}
