import OCI
import Testing

@testable import PipelineCore

@Suite struct NamingTests {
    @Test(arguments: [("wikimedia/My-Service", "wikimedia-my-service"), ("v1.2.0-RC1", "v1.2.0-rc1"), ("", "")])
    func sanitizes(_ text: String, _ expected: String) { #expect(ImageNaming.sanitized(text) == expected) }

    @Test(arguments: [
        ("team/My.Widgets", "team-my-widgets"), ("..", "unnamed"), ("", "unnamed"), ("a__B//c", "a-b-c"),
        ("Größe 3", "gr-e-3"),
    ])
    func makesPathComponents(_ text: String, _ expected: String) throws {
        #expect(ImageNaming.pathComponent(text) == expected)
        #expect(throws: Never.self) { try ImageReference("localhost/\(expected)") }
    }

    @Test(arguments: [
        ("team-widgets", true), ("widgets", true), ("widgets-api", true), ("team-widgets-api", true),
        ("widgetsapi", false), ("widget", false), ("other-widgets", false), ("", false), ("-widgets", false),
    ])
    func allowsOwnNames(_ name: String, _ isAllowed: Bool) {
        #expect(ImageNaming.isAllowed(name, prefixes: ["team-widgets", "widgets"]) == isAllowed)
    }

    @Test(arguments: [
        ("", ""), (".", ""), ("/", ""), ("a", "a"), ("/a//b/./c/", "a/b/c"), ("a/../b", "b"), ("a/..", ""),
        ("..a/b..", "..a/b.."), ("./..", nil), ("..", nil), ("/..", nil), ("a/../../b", nil), ("a\0b", nil),
    ])
    func normalizesPaths(_ path: String, _ expected: String?) { #expect(RepositoryPath.normalized(path) == expected) }

    @Test(arguments: [
        (1_709_633_700, "2024-03-05-101500", "2024-03-05T10:15:00Z", "20240305-101500"),
        (0, "1970-01-01-000000", "1970-01-01T00:00:00Z", "19700101-000000"),
        (-1, "1969-12-31-235959", "1969-12-31T23:59:59Z", "19691231-235959"),
        (1_709_251_199, "2024-02-29-235959", "2024-02-29T23:59:59Z", "20240229-235959"),
        (4_102_444_800, "2100-01-01-000000", "2100-01-01T00:00:00Z", "21000101-000000"),
    ])
    func writesTimes(_ seconds: Int, _ tag: String, _ rfc3339: String, _ compact: String) {
        let time = UTCTime(seconds: seconds)
        #expect(time.tagText == tag)
        #expect(time.rfc3339 == rfc3339)
        #expect(time.compactText == compact)
    }

    @Test func writesTheEndsOfTime() {
        for seconds in [Int.min, .max] { #expect(!UTCTime(seconds: seconds).rfc3339.isEmpty) }
    }
}
