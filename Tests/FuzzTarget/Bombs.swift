/// A file that is made to take long, or much memory.
public struct Bomb: Sendable, CustomStringConvertible {
    /// What it is made of.
    public let description: String
    /// The file.
    public let bytes: [UInt8]

    init(_ description: String, _ text: String) {
        self.description = description
        bytes = Array(text.utf8)
    }

    init(_ description: String, bytes: [UInt8]) {
        self.description = description
        self.bytes = bytes
    }
}

/// Files that are made to take long, or much memory.
public enum Bombs {
    /// All of them.
    public static let all = yaml + blubber + pipelines + fleets

    private static func lines(_ count: Int, _ line: (Int) -> String) -> String {
        (0..<count).map { line($0) + "\n" }.joined()
    }

    private static let yaml = [
        Bomb(
            "aliases of aliases",
            "a0: &a0 [x, x]\n" + lines(60) { "a\($0 + 1): &a\($0 + 1) [*a\($0), *a\($0), *a\($0)]" }),
        Bomb(
            "merged aliases",
            "a0: &a0 {x: 1}\n" + lines(60) { "a\($0 + 1): &a\($0 + 1) {<<: [*a\($0), *a\($0)], y\($0): 1}" }),
        Bomb("brackets", String(repeating: "[", count: 100_000)),
        Bomb("braces", String(repeating: "{a: ", count: 100_000)),
        Bomb("dashes", String(repeating: "- ", count: 100_000)),
        Bomb("question marks", String(repeating: "? ", count: 100_000)),
        Bomb("a huge scalar", "version: v4\nbase: " + String(repeating: "x", count: 900_000)),
        Bomb("a huge key", "version: v4\n\"" + String(repeating: "x", count: 900_000) + "\": 1"),
        Bomb("a file that is too large", String(repeating: "#\n", count: 5_000_000)),
        Bomb("newlines", String(repeating: "\n", count: 1_000_000)),
        Bomb("NUL bytes", bytes: Array(repeating: 0, count: 100_000)),
        Bomb("invalid UTF-8", bytes: Array(repeating: 0xFF, count: 100_000)),
        Bomb("repeated keys", lines(15_000) { _ in "a: 1" }),
        Bomb("long numbers", "version: v4\nlives: { uid: " + String(repeating: "1_", count: 400_000) + " }"),
        Bomb("anchors and a wrong alias", lines(9000) { "a\($0): &anchor\($0) x" } + "z: *anchorX"),
    ]

    private static let blubber = [
        Bomb("unknown keys", "version: v4\n" + lines(9000) { "bild\($0): 1" }),
        Bomb("wrong types", "version: v4\nentrypoint:\n" + lines(15_000) { "- \($0)" }),
        Bomb(
            "variants that include each other in a row",
            "version: v4\nvariants:\n" + lines(250) { "  v\($0)x: { includes: [v\($0 + 1)x] }" } + "  v250x: {}\n"),
        Bomb(
            "a chain of variants",
            "version: v4\nbase: a\nvariants:\n  v0x: {}\n"
                + lines(249) { "  v\($0 + 1)x: { includes: [v\($0)x], copies: [v\($0)x] }" }),
        Bomb("too many variants", "version: v4\nvariants:\n" + lines(6000) { "  v\($0)x: {}" }),
        Bomb(
            "names that are nearly variants",
            "version: v4\nvariants:\n"
                + lines(200) {
                    "  variant\($0): { copies: [\((0..<40).map { "varaint\($0)" }.joined(separator: ", "))] }"
                }),
        Bomb(
            "packages in many variants",
            "version: v4\nbase: a\napt: { packages: [\((0..<9000).map { "p\($0)" }.joined(separator: ", "))] }\nvariants:\n"
                + lines(200) { "  v\($0)x: {}" }),
    ]

    private static let pipelines = [
        Bomb(
            "stages of many pipelines",
            "x: &s\n" + lines(100) { "- name: s\($0)" } + "pipelines:\n" + lines(90) { "  p\($0): { stages: *s }" }),
        Bomb(
            "too many stages",
            "pipelines: { p: { stages: [\((0..<5000).map { "name: s\($0)" }.joined(separator: ", "))] } }"),
        Bomb(
            "a backward graph",
            "pipelines: { p: { stages: [\((0..<250).map { "name: s\($0)" }.joined(separator: ", "))], execution: [[\((0..<250).reversed().map { "s\($0)" }.joined(separator: ", "))]] } }"
        ),
        Bomb(
            "expressions",
            "pipelines: { p: { stages: [{ name: a, build: '" + String(repeating: "${a.b}", count: 100_000) + "' }] } }"),
        Bomb(
            "an expression without an end",
            "pipelines: { p: { stages: [{ name: a, build: '" + String(repeating: "${", count: 200_000) + "' }] } }"),
    ]

    private static let fleets = [
        Bomb(
            "thousands of repositories",
            "repositories:\n" + lines(10_000) { "- {name: r\($0), url: git://h/r\($0), interval: 5m}" }),
        Bomb(
            "thousands of mistakes",
            "repositories:\n" + lines(10_000) { "- {nam: r\($0), url: x::y, credentials: c\($0)}" }),
        Bomb(
            "wildcards",
            "repositories: [{name: a, url: /a, branches: ['" + String(repeating: "*a", count: 5000) + "'], paths: ['"
                + String(repeating: "**/", count: 5000) + "a']}]"),
    ]
}
