import Testing

@testable import GitWatcher

@Suite struct ValueTests {
    @Test func objectIDsHaveFortyDigits() throws {
        let id = try #require(ObjectID("0123456789ABCDEFabcdef012345678901234567"))
        #expect(id.hex == "0123456789abcdefabcdef012345678901234567")
        #expect(id.short == "0123456789ab")
        #expect("\(id)" == id.hex)
        for text in ["", "0123", String(repeating: "g", count: 40), String(repeating: "1", count: 41), "é"] {
            #expect(ObjectID(text) == nil)
        }
    }

    @Test(
        arguments: [
            ("https://h/r/a/b", "a/b"), ("https://h/a/b.git", "a/b"), ("https://u:p@h:8443/a/b.git/", "a/b"),
            ("ssh://git@h:29418/r/a/b", "a/b"), ("git@h:a/b.git", "a/b"), ("git@h:/a/b", "a/b"), ("git://h/a", "a"),
            ("/srv/git/team/service.git", "service"), ("file:///srv/git/service.git", "service"), ("../other", "other"),
            ("/home/ada/service/.git", "service"), ("https://h/", "folder"), ("ext::sh -c x", "folder"),
            (nil, "folder"),
        ] as [(String?, String)])
    func projectNames(remote: String?, name: String) {
        #expect(ProjectName(remote: remote, folder: "/work/folder").full == name)
    }

    @Test func projectNamesFallBackToABareFolder() {
        #expect(ProjectName(remote: nil, folder: "/srv/service.git").full == "service")
        #expect(ProjectName(remote: "https://h/team/service", folder: "/x").short == "service")
    }

    @Test(arguments: [
        ("https://u:p@h/a", "https://h/a"), ("https://token@h/a", "https://h/a"), ("ssh://git@h/a", "ssh://git@h/a"),
        ("ssh://git:p@h/a", "ssh://h/a"), ("https://h/a@b", "https://h/a@b"), ("git@h:a", "git@h:a"), ("/a", "/a"),
        ("nonsense://u:p@h", "nonsense://h"), ("https://u:p@ss@h/a", "https://h/a"),
    ])
    func credentialsAreRemoved(url: String, shown: String) {
        #expect(RemoteURL.withoutCredentials(url) == shown)
    }

    @Test(arguments: [
        ("https://h/a/b.git", "../c.git", "https://h/a/c.git"), ("https://h/a/b/", "./c", "https://h/a/b/c"),
        ("git@h:a/b.git", "../../c", "git@h:c"), ("git@h:/a/b", "../c", "git@h:/a/c"), ("/srv/a", "../b/c", "/srv/b/c"),
        ("file:///srv/a", "../b", "file:///srv/b"), ("/srv/a", ".././.././b", "/b"),
    ])
    func relativeURLs(base: String, relative: String, expected: String) throws {
        #expect(try RemoteURL(base).appending(relative: relative).text == expected)
    }

    @Test(arguments: [("https://h", "../c"), ("git@h:a", "../../c"), ("/a", "../../b")])
    func relativeURLsStayOnTheirServer(base: String, relative: String) {
        #expect(throws: InvalidRemote(reason: "it leads above `\(base)`")) {
            try RemoteURL(base).appending(relative: relative)
        }
    }

    @Test func readsGitModules() throws {
        let text = """
            \u{feff}# comment
            [core] editor = vi ; not ours
            [submodule "a \\"b\\" c"] path = lib/ ; comment
            \turl = "../x # y"  z\r
            [Submodule "second"]
                PATH = two \\
            words
                url = a\\tb
                shallow
            [submodule "second"]
                url = later
            """
        let modules = try GitModules(Array(text.utf8))
        let first = try #require(modules.declaration(at: Array("lib".utf8)))
        #expect(first.name == "a \"b\" c")
        #expect(first.url == "../x # y  z")
        let second = try #require(modules.declaration(at: Array("two words".utf8)))
        #expect(second.url == "later")
        #expect(modules.declaration(at: Array("three".utf8)) == nil)
        #expect(modules.declarations.count == 2)
    }

    @Test(arguments: [
        ("[submodule \"x\"]\n  path\n= y", 3, "a key was expected"), ("key = 1", 1, "a key was expected"),
        ("[submodule \"x\n\"]", 2, "a subsection's name is not closed"), ("\n[]", 2, "a section was expected"),
        ("[submodule \"x\"]\npath = \"y", 2, "a quote is not closed"),
        ("[submodule \"x\"]\npath = \\q", 2, "an unknown escape"), ("[submodule \"x\"]\npath y", 2, "`=` was expected"),
        ("[submodule \"x\"]\npath = \\", 2, "the file ends in an escape"),
    ])
    func refusesGitModules(text: String, line: Int, reason: String) {
        #expect(throws: InvalidGitModules(line: line, reason: reason)) { try GitModules(Array(text.utf8)) }
    }

    @Test(arguments: [("lib", true), ("a/b", true), ("..", false), ("a/../b", false), ("/a", false), ("", false)])
    func namesStayBelowTheStore(name: String, isSafe: Bool) {
        #expect(GitModules.Declaration(name: name).hasSafeName == isSafe)
    }
}
