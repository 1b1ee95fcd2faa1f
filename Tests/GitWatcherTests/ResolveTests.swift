import Testing

@testable import GitWatcher

@Suite struct ResolveTests {
    /// Three commits on main, the first tagged, the last with a side branch `work/topic` and a remote branch.
    private static let history = """
        git init -q repo; cd repo
        echo 1 > file; git add -A; git commit -qm one; git tag light; git tag -am 'text' v1.0
        git tag -am 'of a tag' nested v1.0; git tag blob HEAD:file
        git commit -q --allow-empty -m two; git commit -q --allow-empty -m three; git branch work/topic
        git init -q --bare ../origin.git; git remote add origin ../origin.git; git push -q origin main:release
        git branch -q "$(printf 'a%.0s' {1..40})"
        """

    @Test func resolvesEveryKindOfRevision() async throws {
        let table = [
            ("HEAD", "HEAD"), ("@", "HEAD"), ("@~1", "HEAD~1"), ("@^", "HEAD~1"), ("main", "HEAD"),
            ("heads/main", "HEAD"), ("refs/heads/main", "HEAD"), ("work/topic~1", "HEAD~1"), ("HEAD~2", "HEAD~2"),
            ("HEAD^", "HEAD~1"), ("light", "HEAD~2"), ("v1.0", "HEAD~2"), ("nested", "HEAD~2"),
            ("v1.0^{commit}", "HEAD~2"), ("origin/release", "HEAD"), ("main@{0}", "HEAD"), (":/two", "HEAD~1"),
        ]
        try await GitFixture.with { fixture in
            try await fixture.shell(Self.history)
            let names = try await fixture.shell("cd repo; git rev-parse HEAD HEAD~1 HEAD~2").split(separator: "\n")
            let ids = Dictionary(
                uniqueKeysWithValues: zip(["HEAD", "HEAD~1", "HEAD~2"], names.compactMap { ObjectID($0) }))
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            for (revision, expected) in table {
                #expect(try await repository.resolve(revision) == ids[expected], "\(revision)")
            }
            for id in ids.values {
                #expect(try await repository.resolve(String(id.hex.prefix(8))) == id)
                #expect(try await repository.resolve(id.hex.uppercased()) == id)
            }
        }
    }

    @Test func refusesWhatNamesNoCommit() async throws {
        let unknown = "no branch, tag or commit has this name"
        let table: [(String, GitFailure.Code, String)] = [
            ("mian", .unknownRevision, "\(unknown)\n  help: did you mean `main`?"),
            ("v1.1", .unknownRevision, "\(unknown)\n  help: did you mean `v1.0`?"),
            ("zzzzzzzzzz", .unknownRevision, unknown), ("", .unknownRevision, unknown),
            ("HEAD~9", .unknownRevision, "`HEAD` exists, but there is no such commit before it"),
            ("a b..c", .unknownRevision, unknown), (String(repeating: "f", count: 40), .unknownRevision, unknown),
            // A branch of this name exists, but 40 digits are an object's name.
            (String(repeating: "a", count: 40), .unknownRevision, unknown),
            ("HEAD:file", .notACommit, "it is a blob, not a commit"),
            ("HEAD^{tree}", .notACommit, "it is a tree, not a commit"),
            ("blob", .notACommit, "it is a blob, not a commit"),
        ]
        try await GitFixture.with { fixture in
            try await fixture.shell(Self.history)
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            for (revision, code, reason) in table {
                let failure = await failure { _ = try await repository.resolve(revision) }
                #expect(failure?.code == code)
                #expect(
                    failure?.description
                        == "cannot resolve the revision `\(revision)` of \(fixture.root)/repo: \(reason)")
            }
        }
    }

    @Test func refusesAnAmbiguousAbbreviation() async throws {
        try await GitFixture.with { fixture in
            // Of 2,000 objects some share their first 4 digits.
            let prefix = try await fixture.shell(
                """
                git init -q repo; cd repo; git commit -q --allow-empty -m 1
                for n in {1..2000}; do printf 'blob\\ndata <<E\\n%d\\nE\\n' $n; done | git fast-import --quiet
                git cat-file --batch-all-objects --batch-check='%(objectname)' | cut -c1-4 | uniq -d | head -n1
                """)
            let digits = prefix.filter(\.isHexDigit)
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            let failure = await failure { _ = try await repository.resolve(digits) }
            #expect(failure?.code == .ambiguousRevision)
            #expect(
                failure?.description == """
                    cannot resolve the revision `\(digits)` of \(fixture.root)/repo: \
                    more than one object has a name that begins like this
                      help: give more digits
                    """)
        }
    }

    @Test(arguments: ["HEAD", "@~1", "main"])
    func saysThatThereAreNoCommits(revision: String) async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell("git init -q repo")
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            let failure = await failure { _ = try await repository.resolve(revision) }
            #expect(failure?.code == .noCommits)
            #expect(
                failure?.description == """
                    cannot resolve the revision `\(revision)` of \(fixture.root)/repo: the repository has no commits yet
                      help: commit something first
                    """)
        }
    }

    @Test func saysWhichBranchHasNoCommits() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(
                "git init -q repo; cd repo; git commit -q --allow-empty -m 1; git checkout -q --orphan fresh")
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            let failure = await failure { _ = try await repository.resolve("HEAD") }
            #expect(failure?.code == .noCommits)
            #expect(
                failure?.description == """
                    cannot resolve the revision `HEAD` of \(fixture.root)/repo: the branch `fresh` has no commits yet
                      help: name another branch, or commit something first
                    """)
            _ = try await repository.resolve("main")
        }
    }

    @Test func describesACommit() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id(
                """
                git init -q repo; cd repo; git commit -q --allow-empty -m one; git checkout -qb side HEAD
                git commit -q --allow-empty -m side; git checkout -q main; git commit -q --allow-empty -m two
                git merge -q --no-ff -m $'Merge it\\nall\\n\\nwith a body' side; git rev-parse HEAD
                """)
            let parents = try await fixture.shell("git -C repo rev-parse HEAD^1 HEAD^2").split(separator: "\n")
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            let commit = try await repository.commit(id)
            #expect(commit.id == id)
            #expect(commit.parents.map(\.hex) == parents.map(String.init))
            #expect(commit.author == .init(name: "Ada", email: "ada@example.org", time: 1_700_000_000))
            #expect(commit.committer == .init(name: "Bo", email: "bo@example.org", time: 1_700_000_100))
            #expect(commit.summary == "Merge it all")
        }
    }
}
