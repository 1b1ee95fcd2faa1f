import OCI
import Testing

@Suite struct ImageReferenceTests {
    private static let digest = "sha256:" + String(repeating: "0a", count: 32)

    @Test(arguments: [
        ("debian", nil, "debian", nil, false),
        ("debian:bookworm-slim", nil, "debian", "bookworm-slim", false),
        ("library/debian", nil, "library/debian", nil, false),
        ("localhost/base:1", "localhost", "base", "1", false),
        ("localhost:5000/base", "localhost:5000", "base", nil, false),
        ("registry.example.org/a/b-c__d.e:v1.0_x", "registry.example.org", "a/b-c__d.e", "v1.0_x", false),
        ("registry.example.org:443/a@\(digest)", "registry.example.org:443", "a", nil, true),
        ("a/b:t@\(digest)", nil, "a/b", "t", true),
        ("HOST/a", "HOST", "a", nil, false),
    ])
    func parses(_ text: String, domain: String?, path: String, tag: String?, hasDigest: Bool) throws {
        let reference = try ImageReference(text)
        #expect(reference.domain == domain)
        #expect(reference.path == path)
        #expect(reference.tag == tag)
        #expect((reference.digest != nil) == hasDigest)
        #expect(reference.description == text)
    }

    @Test(arguments: [
        ("", "`` is not a repository name"),
        ("Debian", "`Debian` has capitals"),
        ("a//b", "`` is not a repository name"),
        ("a..b", "`a..b` is not a repository name"),
        ("-a", "`-a` is not a repository name"),
        ("a___b", "`a___b` is not a repository name"),
        ("$base", "`$base` is not a repository name"),
        ("a:", "`` is not a tag"),
        ("a:b c", "`b c` is not a tag"),
        ("exa_mple.org/a", "`exa_mple.org` is not a registry host"),
        ("example.org:x/a", "`example.org:x` is not a registry host"),
        ("example.org/", "`` is not a repository name"),
        ("a@sha256:12", "what follows `@` is not a digest"),
    ])
    func refuses(_ text: String, reason: String) {
        let failure = #expect(throws: InvalidReference.self) { try ImageReference(text) }
        #expect(failure?.text == text)
        #expect(failure?.reason == reason)
    }

    @Test func retagging() throws {
        let reference = try ImageReference("registry.example.org/a:1@\(Self.digest)")
        #expect(try reference.tagged("2").description == "registry.example.org/a:2")
        #expect(reference.shortName == "a")
        #expect(!reference.isLocal)
        #expect(try ImageReference("localhost/a").isLocal)
        #expect(try !ImageReference("localhost:5000/a").isLocal)
        let failure = #expect(throws: InvalidReference.self) { try reference.tagged(".x") }
        #expect(
            failure?.description
                == """
                `registry.example.org/a:.x` is not an image reference: `.x` is not a tag: letters, digits, `_`, `.` \
                and `-`, at most 128, not beginning with `.` or `-`
                """)
    }

    @Test func longNamesTakeNoTime() {
        let text = String(repeating: "a-", count: 50_000)
        #expect(throws: InvalidReference.self) { try ImageReference(text) }
    }
}
