import BlubberConfig
import Diagnostics
import Testing

/// The rules of the pattern library that Docker, BuildKit and buildah share.
@Suite struct PathPatternsTests {
    /// Each row: a pattern, paths that it leaves out, paths that it does not.
    @Test(arguments: [
        ("abc", ["abc", "abc/d", "abc/d/e"], ["ab", "abcd", "x/abc"]),
        ("/abc/", ["abc", "abc/d"], ["x/abc"]),
        ("./a//b/../c", ["a/c"], ["a/b"]),
        ("a.c", ["a.c"], ["abc"]),
        ("*", ["a", "a/b"], []),
        ("*.md", ["a.md", ".md", "a.md/b"], ["x/a.md", "md"]),
        ("*/*.md", ["x/a.md"], ["a.md", "x/y/a.md"]),
        ("a?c", ["abc", "aéc", "a日c"], ["ac", "a/c", "abbc"]),
        ("[a-c]x[^0-9]", ["axx", "cxé"], ["dxx", "ax1"]),
        ("[\\]^]", ["]", "^"], ["a"]),
        ("**", ["a", "a/b"], []),
        ("**/foo", ["foo", "a/foo", "a/b/foo", "a/foo/b"], ["xfoo", "a/xfoo"]),
        ("**foo", ["foo", "xfoo", "a/xfoo"], ["foox"]),
        ("**/*.md", ["a.md", "x/a.md", "x/y/a.md"], ["a.mdx"]),
        ("foo/**", ["foo/a", "foo/a/b"], ["foo"]),
        ("foo**", ["foo", "foobar", "foo/a"], ["fo"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb"]),
        ("a**b", ["ab", "axx/b"], ["axb"]),
        ("x*/**", ["xy/z"], ["xy"]),
        ("\\*", ["*"], ["a"]),
        ("a\\ b", ["a b"], ["a\\ b"]),
        ("+(x)|{y}$", ["+(x)|{y}$"], ["x"]),
        (" # x ", ["# x"], []),
    ])
    func single(pattern: String, leftOut: [String], kept: [String]) throws {
        let patterns = try PathPatterns([pattern])
        #expect(leftOut.filter { !leavesOut(patterns, $0) } == [])
        #expect(kept.filter { leavesOut(patterns, $0) } == [])
    }

    @Test(arguments: [
        (["docs", "!docs/a.md"], ["docs", "docs/b.md", "docs/x/a.md"], ["docs/a.md"]),
        (["!docs/a.md", "docs"], ["docs/a.md"], []),
        (["*.md", "!*.md", "a.md"], ["a.md"], ["b.md"]),
        (["a", "!a/b", "a/b/c"], ["a", "a/b/c", "a/x"], ["a/b", "a/b/d"]),
        (["**/node_modules", "!**/node_modules/keep"], ["x/node_modules/y"], ["x/node_modules/keep", "x/y"]),
        (["*", "!a", "a/*.o"], ["b", "a/x.o"], ["a", "a/x.c"]),
        (["a", "! b", "!a"], [], ["a", "a/b"]),
        (["", "  "], [], ["a"]),
    ])
    func theLastMatchCounts(patterns: [String], leftOut: [String], kept: [String]) throws {
        let patterns = try PathPatterns(patterns)
        #expect(leftOut.filter { !leavesOut(patterns, $0) } == [])
        #expect(kept.filter { leavesOut(patterns, $0) } == [])
    }

    @Test(arguments: [
        ("a[", "`a[` is not a pattern: a `[` is not closed"),
        ("[a", "`[a` is not a pattern: a `[` is not closed"),
        ("[]", "`[]` is not a pattern: `[…]` needs characters or ranges of them"),
        ("[a-]", "`[a-]` is not a pattern: `[…]` needs characters or ranges of them"),
        ("[z-a]", "`[z-a]` is not a pattern: a range in `[…]` is backwards"),
        ("a\\", "`a\\` is not a pattern: nothing follows the last `\\`"),
        ("!", "`!` is not a pattern: nothing follows the `!`"),
    ])
    func wrong(pattern: String, message: String) {
        let error = #expect(throws: InvalidPattern.self) { try PathPatterns([pattern]) }
        #expect(error?.description == message)
    }

    /// What backtracking would take minutes for.
    @Test func noPatternTakesLong() throws {
        let patterns = try PathPatterns([String(repeating: "*a", count: 40) + "b", "**/a**/b**/c**/d**/e"])
        #expect(!leavesOut(patterns, String(repeating: "a", count: 4000)))
    }

    @Test func ignoreFiles() throws {
        let text = "\u{FEFF}# comment\n  \n /node_modules/ \r\n!/node_modules/keep\n #x\n"
        let patterns = try IgnoreFile.parse(text.utf8, file: ".dockerignore")
        #expect(leavesOut(patterns, "node_modules/x"))
        #expect(!leavesOut(patterns, "node_modules/keep"))
        #expect(leavesOut(patterns, "#x"))
        #expect(!leavesOut(patterns, "x"))
        let wrong = #expect(throws: DiagnosticList.self) {
            try IgnoreFile.parse("ok\n[a\n!\n".utf8, file: "sub/.dockerignore")
        }
        #expect(
            wrong?.description == """
                sub/.dockerignore:2:1: error: `[a` is not a pattern: a `[` is not closed
                sub/.dockerignore:3:1: error: `!` is not a pattern: nothing follows the `!`
                """)
    }

    private func leavesOut(_ patterns: PathPatterns, _ path: String) -> Bool {
        var (isLeftOut, matches) = (false, patterns.root)
        let parts = path.split(separator: "/")
        for index in parts.indices {
            let prefix = parts[...index].joined(separator: "/")
            (isLeftOut, matches) = patterns.leavesOut(prefix.utf8, in: matches)
        }
        return isLeftOut
    }
}
