import Diagnostics
import Testing

@testable import ImageTree

@Suite struct ChangelogTests {
    private static let trailer = "\n  * Change.\n\n -- Ada Example <ada@example.org>  Mon, 23 Nov 2026 19:00:34 +0000\n"

    @Test(arguments: [
        ("base (0.3) stable; urgency=medium", "base", "0.3", 0),
        ("Base+x.y-1 (1:2.0-1) a b; urgency=low, x=y  ", "Base+x.y-1", "1:2.0-1", 0),
        ("\n# comment\nbase (0.3) stable; urgency=medium", "base", "0.3", 2),
        ("base (1)  stable;urgency=high", "base", "1", 0),
    ])
    func theFirstEntryCounts(_ heading: String, _ name: String, _ version: String, _ line: Int) throws {
        let changelog = try Changelog(heading + "\n" + Self.trailer + "\nother (9) x; urgency=low\n", file: "c")
        #expect(changelog.heading.package == name)
        #expect(changelog.version.text == version)
        #expect(changelog.headingLine == line)
        #expect(changelog.warnings == DiagnosticList())
        #expect(
            try Changelog((heading + "\n" + Self.trailer).replacing("\n", with: "\r\n"), file: "c").warnings
                == DiagnosticList())
    }

    @Test(arguments: [
        ("", "c:1:1: error: no entry begins with a line that names package and version"),
        (" \n\n", "c:1:1: error: no entry begins with a line that names package and version"),
        (
            " base (0.3) stable; urgency=low\n",
            """
            c:1:1: warning: the line is no heading of an entry and is skipped
            c:1:1: error: no entry begins with a line that names package and version
            """
        ),
        (
            "# x\n<<<<<<< HEAD\nbase (1) x; urgency=low\n",
            "c:2:1: error: two versions of the changelog are not merged yet"
        ),
        (
            "base (2) x; urgency=low\r\n\r\n  * a\r\n=======\r\n  * b\r\n>>>>>>> other\r\n",
            "c:4:1: error: two versions of the changelog are not merged yet"
        ),
        (
            "||||||| 4f2a91c\nbase (1) x; urgency=low\n",
            "c:1:1: error: two versions of the changelog are not merged yet"
        ),
        ("base (1_0) stable; urgency=low", "c:1:7: error: `1_0` is not a Debian version"),
    ])
    func unusable(_ text: String, _ message: String) {
        let error = #expect(throws: DiagnosticList.self) { try Changelog(text, file: "c") }
        #expect(
            error?.description.split(separator: "\n").sorted() == message.split(separator: "\n").sorted())
    }

    /// What stands in the history is history.
    @Test func conflictsBelowTheFirstEntry() throws {
        let text = "base (1) x; urgency=low\n" + Self.trailer + "\n<<<<<<< HEAD\n"
        #expect(try Changelog(text, file: "c").warnings == DiagnosticList())
    }

    @Test(arguments: [
        "base (0.3) ; urgency=low", "base (0.3); urgency=low", "base (0.3) stable", "base () stable; urgency=low",
        "ba/se (1) stable; urgency=low", "ba_se (1) stable; urgency=low", "base  (1) stable; urgency=low",
        "-b (1) x; urgency=low",
    ])
    func noHeadings(_ line: String) { #expect(Changelog.Heading(line[...]) == nil) }

    @Test(arguments: [
        ("base (1) x;" + trailer, "c:1:1: warning: the entry has no urgency"),
        (
            "junk\nbase (1) x; urgency=low\n" + trailer,
            "c:1:1: warning: the line is no heading of an entry and is skipped"
        ),
        ("base (1) x; urgency=low\n * one\n" + trailer, "c:2:1: warning: a line of an entry begins with two blanks"),
        (
            "base (1) x; urgency=low\n\n  * half wri",
            "c:1:1: warning: the entry has no trailer; was the file written to its end?"
        ),
        (
            "base (2) x; urgency=low\n\n  * a\n\nbase (1) x; urgency=low\n" + trailer,
            "c:5:1: warning: the next entry begins before the first one has its trailer"
        ),
        (
            "base (1) x; urgency=low\n\n -- A <a@b> Mon, 23 Nov 2026 19:00:34 +0000\n",
            "c:3:1: warning: the trailer is not in the usual form"
        ),
        ("base (1) x; urgency=low\n\n -- A <a@b>\n", "c:3:1: warning: the trailer is not in the usual form"),
    ])
    func oddities(_ text: String, _ warning: String) throws {
        #expect(try Changelog(text, file: "c").warnings.description == warning)
    }
}
