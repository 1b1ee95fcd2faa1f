import Diagnostics
import FoundationEssentials
import Glibc
import Testing

@testable import ImageTree

@Suite struct TreeUpdateTests {
    private static let signature = TreeUpdate.Signature(
        name: "Ada Example", mail: "ada@example.org", date: "Sun,  4 Jan 2026 19:00:34 +0000")

    @Test(
        arguments: [
            ("0.1.2", "s", "0.1.2-s1"), ("0.1.2-1-s8", "s", "0.1.2-1-s9"),
            ("1.19.6-1-20260816", "s", "1.19.6-1-20260816-s1"),
            ("0.1.2-1", "", "0.1.2-2"), ("0.1.2", "", "0.1.2-1"), ("8.1.33-1-s3-20260816", "s", "8.1.33-1-s4-20260816"),
            ("0.1.2-1~wmf2", "s", nil), ("v1-3", "s", nil), ("1.0-wmf1", "s", nil), ("1.0rc1", "s", nil),
            ("1-s9", "s", "1-s10"), ("1-s9223372036854775807", "s", nil), ("1-9223372036854775807", "", nil),
            ("1-s99999999999999999999-20260816", "s", nil), ("1-s999999999999999999", "s", "1-s1000000000000000000"),
        ] as [(String, String, String?)])
    func versions(_ old: String, _ identifier: String, _ new: String?) {
        #expect(VersionBump(identifier: identifier).next(after: old) == new)
    }

    @Test func theWorkedExample() async throws {
        try await withTree { fixture in
            try WorkedExampleTests.write(fixture)
            let before = try fixture.text("tool/changelog")
            let tree = try fixture.tree(WorkedExampleTests.configuration)
            let update = try TreeUpdate(
                of: "base", in: tree, reason: "DSA-5999-1 openssl", version: nil, signature: Self.signature)
            #expect(update.entries.map(\.name) == ["base", "runtime", "tool"])
            #expect(try fixture.text("tool/changelog") == before)
            try update.write()
            #expect(
                try fixture.text("tool/changelog") == """
                    tool (1.4.0-2-20260105-s1) wikimedia; urgency=high

                       Refresh for update in parent image base:
                       DSA-5999-1 openssl

                     -- Ada Example <ada@example.org>  Sun,  4 Jan 2026 19:00:34 +0000


                    """ + before)
            #expect(
                try fixture.text("base/changelog").hasPrefix(
                    "base (0.3-s1) wikimedia; urgency=high\n\n   DSA-5999-1 openssl\n\n -- Ada"))
            let updated = try fixture.tree(WorkedExampleTests.configuration)
            #expect(updated.warnings.diagnostics == [])
            #expect(try updated.text("runtime")?.hasPrefix("FROM registry.example/base:0.3-s1\n") == true)
            let tool = try updated.text("tool") ?? ""
            #expect(tool.ranges(of: "FROM registry.example/runtime:3.11.2-1-s1").count == 2)
            #expect(tool.contains("ARG VERSION=1.4.0\n"))
            let again = try TreeUpdate(
                of: "base", in: updated, reason: "x\ny", version: "0.4", signature: Self.signature)
            #expect(again.entries.map(\.new) == ["0.4", "3.11.2-1-s2", "1.4.0-2-20260105-s2"])
            #expect(again.entries[1].text.contains("base:\n   x\n   y\n\n -- "))
        }
    }

    @Test func nothingIsWrittenUnlessAllCanBe() async throws {
        try await withTree { fixture in
            try fixture.image("a", "FROM scratch\n")
            try fixture.image("b", version: "1.0-wmf1", depends: "a", "FROM scratch\n")
            try fixture.image("c", depends: "a", "FROM scratch\n")
            let tree = try fixture.tree()
            let error = #expect(throws: DiagnosticList.self) {
                try TreeUpdate(of: "a", in: tree, reason: "x", version: "0.9", signature: Self.signature)
            }
            #expect(
                error?.description == """
                    images/a/changelog:1:4: error: `0.9` is no version that is newer than `1.0-1`
                    images/b/changelog:1:4: error: the version `1.0-wmf1` cannot be raised by a counter
                    """)
            // A changelog that is gone makes the writing fail half-way; whatever else lies there is not touched.
            let update = try TreeUpdate(
                of: "[ac]", in: fixture.treeWithout("b"), reason: "x", version: nil, signature: Self.signature)
            try fixture.file("a/changelog.new", "mine")
            try fixture.file("c/changelog", "")
            try FileManager.default.removeItem(atPath: "\(fixture.folder)/c/changelog")
            let before = try fixture.text("a/changelog")
            let failure = #expect(throws: UpdateFailure.self) { try update.write() }
            #expect(
                failure?.description
                    == "cannot open \(fixture.folder)/c/changelog\n  No such file or directory; no changelog was changed"
            )
            #expect(try fixture.text("a/changelog") == before)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: "\(fixture.folder)/a").sorted()
                    == ["Dockerfile.template", "changelog", "changelog.new"])
        }
    }

    /// What the version of the command line has to be: what a registry takes for a tag.
    @Test(arguments: [
        ("4.1~rc1", "`4.1~rc1` cannot be the tag of an image"), ("1:4.0", "`1:4.0` cannot be the tag of an image"),
        ("4.0+x", "`4.0+x` cannot be the tag of an image"), ("3:1+x~1", "`3:1+x~1` cannot be the tag of an image"),
        ("foo bar", "`foo bar` is not a Debian version: a version has no blanks"),
        ("4_0", "`4_0` is not a Debian version"), ("", "`` is not a Debian version"),
        ("1.0-0", "`1.0-0` is no version that is newer than `1.0-1`"),
        (
            "4." + String(repeating: "1", count: 127),
            "`4.\(String(repeating: "1", count: 127))` cannot be the tag of an image"
        ),
    ])
    func noNextVersions(_ version: String, _ message: String) async throws {
        try await withTree { fixture in
            try fixture.image("a", "FROM scratch\n")
            let tree = try fixture.tree()
            let error = #expect(throws: DiagnosticList.self) {
                try TreeUpdate(of: "a", in: tree, reason: "x", version: version, signature: Self.signature)
            }
            #expect(error?.description == "images/a/changelog:1:4: error: \(message)")
        }
    }

    @Test func aTagIsWithTheSuffixOfTheTree() async throws {
        try await withTree { fixture in
            try fixture.image("a", "FROM scratch\n")
            let tree = try fixture.tree(suffix: .identifier("20260816"))
            let digits = String(repeating: "1", count: 118)
            let error = #expect(throws: DiagnosticList.self) {
                try TreeUpdate(of: "a", in: tree, reason: "x", version: "4.\(digits)", signature: Self.signature)
            }
            #expect(error?.diagnostics.first?.message == "`4.\(digits)-20260816` cannot be the tag of an image")
        }
    }

    @Test func countersHaveAnEnd() async throws {
        try await withTree { fixture in
            try fixture.image("a", version: "1-s9223372036854775807", "FROM scratch\n")
            let tree = try fixture.tree()
            let error = #expect(throws: DiagnosticList.self) {
                try TreeUpdate(of: "a", in: tree, reason: "x", version: nil, signature: Self.signature)
            }
            #expect(
                error?.description
                    == "images/a/changelog:1:4: error: the version `1-s9223372036854775807` cannot be raised by a counter"
            )
        }
    }

    /// Histories are older than UTF-8, and somebody may have given them another mode and owner.
    @Test func historyAndFileStayAsTheyAre() async throws {
        try await withTree { fixture in
            try fixture.image("a", "FROM scratch\n")
            let path = "\(fixture.folder)/a/changelog"
            let old = Array(TreeFixture.changelog("a", "1.0-1").utf8) + Array(" J".utf8) + [0xFC, 0x0D, 0x0A, 0xFF]
            try Data(old).write(to: URL(filePath: path))
            #expect(chmod(path, 0o664) == 0)
            if getuid() == 0 { #expect(chown(path, 65534, 65534) == 0) }
            var before = stat()
            stat(path, &before)
            try TreeUpdate(of: "a", in: fixture.tree(), reason: "x", version: nil, signature: Self.signature).write()
            let new = Array(try Data(contentsOf: URL(filePath: path)))
            #expect(String(decoding: new.prefix(9), as: UTF8.self) == "a (1.0-1-")
            #expect(Array(new.suffix(old.count)) == old)
            var after = stat()
            stat(path, &after)
            #expect(after.st_mode == before.st_mode && after.st_mode & 0o777 == 0o664)
            #expect(after.st_uid == before.st_uid && after.st_gid == before.st_gid)
        }
    }

    @Test func namesArePatternsOnlyWhereTheyLookLikeThat() async throws {
        try await withTree { fixture in
            try fixture.image("httpd", "FROM scratch\n")
            try fixture.image("mediawiki-httpd", "FROM scratch\n")
            let tree = try fixture.tree()
            func names(_ pattern: String) throws -> [String] {
                try TreeUpdate(of: pattern, in: tree, reason: "x", version: nil, signature: Self.signature).entries.map(
                    \.name)
            }
            #expect(try names("httpd") == ["httpd"])
            #expect(try names("*httpd") == ["httpd", "mediawiki-httpd"])
            let error = #expect(throws: DiagnosticList.self) { try names("htpd") }
            #expect(error?.diagnostics.first?.message == "there is no image `htpd` in the tree")
            #expect(error?.diagnostics.first?.hint == "did you mean `httpd`?")
            let ending = #expect(throws: DiagnosticList.self) { try names("pd") }
            #expect(ending?.diagnostics.first?.hint == "did you mean `httpd`?")
        }
    }

    @Test func whatStandsBeforeTheFirstEntryStaysThere() {
        let old = "# a comment\n\nbase (1) x; urgency=low\n\n  * a\n\n -- A <a@b>  Mon, 23 Nov 2026 19:00:34 +0000"
        func adding(_ text: String) -> String {
            String(decoding: ChangelogWriter.adding("NEW\n\n", to: Array(text.utf8)), as: UTF8.self)
        }
        #expect(adding(old) == "# a comment\n\nNEW\n\n" + old.dropFirst(13))
        #expect(
            adding(old.replacing("\n", with: "\r\n")).hasPrefix("# a comment\r\n\r\nNEW\n\nbase (1) x; urgency=low\r\n")
        )
    }
}

extension TreeFixture {
    func treeWithout(_ path: String) throws -> ProductionTree {
        try FileManager.default.removeItem(atPath: "\(folder)/\(path)")
        return try tree()
    }
}
