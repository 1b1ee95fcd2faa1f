import ConfigValues
import FleetConfig
import Testing

@Suite struct ValueTests {
    @Test(arguments: [
        ("1s", 1000), ("90s", 90_000), ("1h30m", 5_400_000), ("2d", 172_800_000), ("250ms", 250), ("0s", 0),
        ("", nil), ("1", nil), ("s", nil), ("1 s", nil), ("30m1h", nil), ("1s1s", nil), ("-1s", nil), ("1.5h", nil),
        ("99999999999999999999s", nil), ("999999999999d", nil), ("1week", nil), ("١s", nil),
    ])
    func lengthsOfTime(_ text: String, milliseconds: Int?) {
        #expect(TimeSpan(text)?.duration == milliseconds.map { .milliseconds($0) })
    }

    @Test(arguments: ["1s", "1h30m", "2d1ms", "0s", "36525d"]) func lengthsAreShownAsWritten(_ text: String) {
        #expect(TimeSpan(text)?.description == text)
    }

    @Test(arguments: [
        ("main", "main", true), ("main", "mainly", false), ("release/*", "release/1.0", true),
        ("release/*", "release/1/2", false), ("release/**", "release/1/2", true), ("**", "a/b/c", true),
        ("*", "a/b", false),
        ("v?.?", "v1.2", true), ("v?.?", "v10.2", false), ("*-lts", "18-lts", true), ("f?o", "föo", true),
        ("**/hotfix", "hotfix", true), ("**/hotfix", "a/b/hotfix", true), ("**/hotfix", "ahotfix", false),
        ("a**b", "a/x/b", true), ("feature/*-?", "feature/abc-d", true),
    ])
    func branches(_ pattern: String, name: String, fits: Bool) throws {
        #expect(try BranchPattern(pattern).matches(name) == fits)
    }

    @Test func patternsTakeNoLongerThanTheyShould() throws {
        let pattern = try BranchPattern(String(repeating: "*a", count: 50) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 2000)))
        #expect(!pattern.isExact)
        #expect(try BranchPattern("main").isExact)
    }

    @Test(arguments: [
        "", "!main", "a b", "a:b", "a//b", "/a", "a/", "-a", "a.", ".a", "a/.b", "x.lock", "a@{b", "a\\b", "{a,b}",
    ])
    func noBranches(_ text: String) {
        #expect(throws: InvalidValue.self) { try BranchPattern(text) }
    }

    @Test(arguments: [
        (["docs"], "docs/a/b.md", true), (["docs/"], "docs/x", true), (["docs"], "documents/x", false),
        (["*.md"], "README.md", true), (["*.md"], "docs/README.md", false), (["**/*.md"], "README.md", true),
        (["!docs"], "src/x", true), (["!docs"], "docs/x", false), (["a", "!a/b", "a/b/c"], "a/b/c/d", true),
        (["a", "!a/b"], "a/b/x", false), ([], "anything", true),
    ])
    func paths(_ patterns: [String], path: String, lets: Bool) throws {
        #expect(try PathFilter(patterns).lets(path) == lets)
    }

    @Test(
        arguments: [
            ("https://git.example.org/a.git", "git.example.org", .https), ("http://h:80/a", "h", .http),
            ("ssh://git@H.example.org:29418/a", "h.example.org", .ssh), ("git@h:a/b.git", "h", .ssh),
            ("git://127.0.0.1:9418/a", "127.0.0.1", .git), ("ssh://[::1]:22/a", "[::1]", .ssh),
            ("/srv/git/a.git", nil, .local), ("../a.git", nil, .local), ("file:///srv/a", nil, .local),
            ("./with:colon", nil, .local), ("/srv/my repositories/a", nil, .local),
        ] as [(String, String?, RepositoryURL.Transport)])
    func addresses(_ text: String, host: String?, transport: RepositoryURL.Transport) throws {
        let url = try RepositoryURL(text, folder: "/fleet")
        #expect(url.host == host)
        #expect(url.transport == transport)
    }

    @Test func pathsAreRelativeToTheFile() throws {
        #expect(try RepositoryURL("../a.git", folder: "/etc/fleet").text == "/etc/a.git")
        #expect(try RepositoryURL("../../../../a", folder: "/etc/fleet").text == "/a")
        #expect(try RepositoryURL("/a/./b/../c", folder: "/x").text == "/a/c")
        #expect(try RepositoryURL("ssh://h/../a", folder: "/x").text == "ssh://h/../a")
    }

    @Test(arguments: [
        "", "ext::sh -c id", "fd::3", "ext::https://x/y", "ftp://h/a", "https://", "https://h", "https:///a", "-uroot",
        "~/a",
        "https://u:p@h/a", "https://h:x/a", "ssh://-oProxyCommand=x/a", "-o@h:a", "h:", "file://host/a",
        "https://h/a b",
        "a\nb", "ssh://h:22:33/a",
    ])
    func noAddresses(_ text: String) {
        #expect(throws: InvalidValue.self) { try RepositoryURL(text, folder: "/x") }
    }

    @Test(arguments: [
        ("hello", true), ("a.b_c-1", true), ("", false), (".", false), ("-a", false), ("a/b", false), ("ä", false),
    ])
    func names(_ text: String, isName: Bool) {
        #expect(((try? RepositoryName(text)) != nil) == isName)
    }
}
