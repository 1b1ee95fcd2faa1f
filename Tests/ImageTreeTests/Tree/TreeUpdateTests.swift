import Diagnostics
import FoundationEssentials
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
            ("1-s9", "s", "1-s10"),
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
            // A folder where the draft of one file has to go makes the writing fail half-way.
            let update = try TreeUpdate(
                of: "[ac]", in: fixture.treeWithout("b"), reason: "x", version: nil, signature: Self.signature)
            try fixture.file("c/changelog.new/x", "")
            let before = try fixture.text("a/changelog")
            #expect(throws: BaseFailure.self) { try update.write() }
            #expect(try fixture.text("a/changelog") == before)
            #expect(!FileManager.default.fileExists(atPath: "\(fixture.folder)/a/changelog.new"))
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
        }
    }

    @Test func whatStandsBeforeTheFirstEntryStaysThere() {
        let old = "# a comment\n\nbase (1) x; urgency=low\n\n  * a\n\n -- A <a@b>  Mon, 23 Nov 2026 19:00:34 +0000"
        #expect(TreeUpdate.adding("NEW\n\n", to: old) == "# a comment\n\nNEW\n\n" + old.dropFirst(13) + "\n")
        #expect(TreeUpdate.adding("NEW\n\n", to: old.replacing("\n", with: "\r\n")).hasSuffix("+0000\n"))
    }
}

extension TreeFixture {
    func treeWithout(_ path: String) throws -> ProductionTree {
        try FileManager.default.removeItem(atPath: "\(folder)/\(path)")
        return try tree()
    }
}
