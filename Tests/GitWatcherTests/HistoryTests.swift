import GitWatcher
import Testing

@Suite struct HistoryTests {
    /// Runs a script in a fresh repository with its identity switched on; each `c NAME` makes a commit and tags it.
    private func withHistory(
        _ script: String, _ body: (GitRepository, (String) async throws -> ObjectID) async throws -> Void
    ) async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(
                """
                git init -q repo; cd repo
                c() { echo $1 > $1; git add -A; git commit -q -m $1; git tag $1; }
                m() { git merge -q --no-ff -m $1 "${@:2}" >/dev/null; git tag $1; }
                \(script)
                """)
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            try await body(repository) { try await repository.resolve("refs/tags/\($0)") }
        }
    }

    @Test func walksOnlyFirstParents() async throws {
        try await withHistory("c a; git checkout -q -b side; c s1; c s2; git checkout -q main; c b; m merge side; c d")
        {
            repository, id in
            let line = try await repository.firstParentLine(of: id("d"), notIn: [id("a")])
            #expect(line.commits == [try await id("b"), try await id("merge"), try await id("d")])
            #expect(line.base == (try await id("a")))
            let changed = try await repository.changedPaths(of: try await id("merge"))
            #expect(changed == ["s1", "s2"])
        }
    }

    /// The old tip came in as the second parent, so the line never meets it.
    @Test func stopsAtWhatAMergeBroughtIn() async throws {
        try await withHistory(
            "c a; c b; git checkout -q -b topic a; c t; m merge main; c u"
        ) { repository, id in
            let line = try await repository.firstParentLine(of: id("u"), notIn: [id("b")])
            #expect(line.commits == [try await id("t"), try await id("merge"), try await id("u")])
            #expect(line.base == (try await id("a")))
        }
    }

    @Test func findsTheNearestOfSeveralKnownTips() async throws {
        try await withHistory("c a; c b; git checkout -q -b r1 a; c x; git checkout -q -b r2 b; c y; c z") {
            repository, id in
            let known = [try await id("a"), try await id("b"), try await id("x")]
            let (b, y, z) = (try await id("b"), try await id("y"), try await id("z"))
            let line = try await repository.firstParentLine(of: z, notIn: known)
            #expect(line.commits == [y, z])
            let nothing = try await repository.firstParentLine(of: b, notIn: known)
            #expect(nothing == FirstParentLine(commits: [], base: b))
        }
    }

    @Test func hasNoBaseInUnrelatedHistory() async throws {
        try await withHistory("c a; git checkout -q --orphan new; c b; c c") { repository, id in
            let (a, b, c) = (try await id("a"), try await id("b"), try await id("c"))
            let line = try await repository.firstParentLine(of: c, notIn: [a])
            #expect(line == FirstParentLine(commits: [b, c], base: nil))
            #expect(try await !repository.isAncestor(a, of: c))
            #expect(try await repository.isAncestor(b, of: c))
            #expect(try await repository.isAncestor(b, of: b))
            let nothing = try #require(ObjectID(String(repeating: "1", count: 40)))
            #expect(try await !repository.isAncestor(nothing, of: c))
            let short = try await repository.firstParentLine(of: c, notIn: [nothing, b])
            #expect(short.commits == [c])
        }
    }

    @Test func namesBothNamesOfARenamedFile() async throws {
        try await withHistory(
            """
            c a; mkdir d; git mv a d/a; ln -s d/a l; git add l; git commit -qm 2; git tag moved
            git checkout -q -b o1; c o1; git checkout -q -b o2 moved; c o2; git checkout -q main; m octopus o1 o2
            git commit -q --allow-empty -m empty; git tag empty
            """
        ) { repository, id in
            let expected = ["a": ["a"], "moved": ["a", "d/a", "l"], "octopus": ["o1", "o2"], "empty": []]
            for (name, paths) in expected {
                let changed = try await repository.changedPaths(of: try await id(name))
                #expect(changed.sorted() == paths, "\(name)")
            }
        }
    }
}
