import GitWatcher
import Testing

@Suite struct FileTests {
    private static let files = """
        git init -q repo; cd repo; mkdir -p .pipeline/deep shared; printf 'a\\r\\nb' > shared/real; : > empty
        ln -s ../shared/real .pipeline/link; ln -s ../.pipeline shared/back; ln -s ../../etc/passwd .pipeline/out
        ln -s /etc/passwd absolute; ln -s loop2 loop1; ln -s loop1 loop2; ln -s gone dangling; ln -s shared folder
        printf x > 'é.txt'; git init -q sub; git -C sub commit -q --allow-empty -m 1; git add -A 2>/dev/null
        git commit -qm 1; rm -rf shared; echo dirty > empty; git rev-parse HEAD
        """

    @Test func readsThroughLinksInsideTheTree() async throws {
        let table: [(String, String?)] = [
            ("shared/real", "a\r\nb"), (".pipeline/link", "a\r\nb"), ("shared/back/../empty", ""), ("empty", ""),
            ("shared/back/link", "a\r\nb"), ("./folder//real", "a\r\nb"), ("é.txt", "x"), ("gone", nil),
            ("dangling", nil), ("empty/below", nil), (".pipeline/none", nil), ("SHARED/real", nil),
        ]
        try await GitFixture.with { fixture in
            let id = try await fixture.id(Self.files)
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            for (path, content) in table {
                #expect(try await repository.file(path, in: id) == content.map { Array($0.utf8) }, "\(path)")
            }
        }
    }

    @Test func refusesWhatIsNoFileOfTheTree() async throws {
        let table: [(String, GitFailure.Code, String)] = [
            (".pipeline", .notAFile, "it is a folder"), ("folder", .notAFile, "it is a folder"),
            ("", .notAFile, "it is a folder"), ("sub/x", .notAFile, "sub is a submodule"),
            ("../x", .unsafePath, "it leads out of the repository"),
            ("/x", .unsafePath, "it leads out of the repository"),
            (".pipeline/out", .unsafePath, "it leads out of the repository"),
            ("absolute", .unsafePath, "it leads out of the repository"), ("loop1", .unsafePath, "its links never end"),
        ]
        try await GitFixture.with { fixture in
            let id = try await fixture.id(Self.files)
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            for (path, code, reason) in table {
                let failure = await failure { _ = try await repository.file(path, in: id) }
                #expect(failure?.code == code)
                #expect(failure?.description == "cannot read \(path) of \(id.short): \(reason)")
            }
        }
    }

    @Test func namesEntriesAsGitDoes() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id(Self.files)
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            let paths = ["", "shared", "shared/real", ".pipeline/link", "sub", "empty"]
            let arguments = paths.map { "HEAD:\($0)" }.joined(separator: " ")
            let names = try await fixture.shell("git -C repo rev-parse \(arguments)").split(separator: "\n")
            for (path, name) in zip(paths, names) {
                #expect(try await repository.entryID(of: path, in: id) == ObjectID(name), "\(path)")
            }
            #expect(try await repository.entryID(of: ".", in: id)?.hex == names.first.map(String.init))
            #expect(try await repository.entryID(of: "gone", in: id) == nil)
            #expect(try await repository.entryID(of: "empty/below", in: id) == nil)
        }
    }

    @Test func namesACommitThatIsNotThere() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(Self.files)
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            let id = try #require(ObjectID(String(repeating: "0123456789", count: 4)))
            let failure = await failure { _ = try await repository.file("empty", in: id) }
            #expect(failure?.code == .damaged)
            #expect(
                failure?.description == """
                    cannot read the commit 012345678901 of \(fixture.root)/repo/.git: \
                    object not found - no match for id (\(id))
                    """)
        }
    }
}
