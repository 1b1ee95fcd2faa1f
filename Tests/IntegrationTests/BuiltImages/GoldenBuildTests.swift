import FoundationEssentials
import PipelineTestSupport
import Testing

/// Golden configurations whose images say all: accounts, environment, copies, exclusions.
@Suite(.timeLimit(.minutes(10)))
struct GoldenBuildTests {
    /// What is expected of the image of a golden configuration.
    struct Expected: CustomTestStringConvertible {
        let name: String
        /// Files of the context, by path; what is in them does not matter.
        var context: [String] = []
        var user = "900"
        /// All but `PATH`, sorted.
        var environment = ["HOME=/home/runuser"]
        var folder = "/srv/app"
        var entrypoint: [String] = []
        /// What the image has and the base has not, but for the home of everything, `/srv/app` and `/opt/lib`.
        var files: [String] = []

        var testDescription: String { name }
    }

    private static let images = [
        Expected(
            name: "04-insecurely", user: "65533", environment: ["HOME=/home/somebody"], entrypoint: ["make", "test"]),
        Expected(
            name: "25-exclude",
            context: [
                "src/a.md", "src/deep/b.md", "src/c.c", "Makefile", "top/x", "top/yy", "tests/t", "docs/d.md",
                "keep.md",
                "with blank/w", "$dollar", "other",
            ],
            files: [
                "f 644 65533:65533 srv/app/Makefile", "d 755 65533:65533 srv/app/docs",
                "f 644 65533:65533 srv/app/keep.md", "f 644 65533:65533 srv/app/other",
                "d 755 65533:65533 srv/app/src", "f 644 65533:65533 srv/app/src/c.c",
                "d 755 65533:65533 srv/app/src/deep", "f 644 65533:65533 srv/app/src/deep/b.md",
                "d 755 65533:65533 srv/app/top", "f 644 65533:65533 srv/app/top/x", "f 644 65533:65533 srv/app/top/yy",
            ]),
        Expected(
            name: "33-inherited-environment",
            environment: ["HOME=/home/runuser", "ODD=back\\slash \"quote\"", "PATH_TO=/home/somebody/bin"]),
        Expected(
            name: "47-copies-repeated-below", context: ["a", "b", "c", "d"],
            files: ["a", "b", "c"].map { "f 644 65533:65533 srv/app/\($0)" }),
        Expected(
            name: "51-copies-with-odd-names", context: ["two words", "$HOME", "naïve/日本/a", "naïve/日本/b"],
            files: [
                "f 644 65533:65533 srv/app/back\\slash", "d 755 65533:65533 srv/app/it's",
                "f 644 65533:65533 srv/app/it's/\"quoted\"", "d 755 65533:65533 srv/app/naïve",
                "d 755 65533:65533 srv/app/naïve/日本", "f 644 65533:65533 srv/app/naïve/日本/a",
                "f 644 65533:65533 srv/app/naïve/日本/b",
            ]),
        Expected(name: "52-entrypoint-cleared"),
        Expected(
            name: "53-environment-merged",
            environment: ["A_ONE=uno \"x\" \\y", "B_2=2", "B_TWO=two", "GONE=", "HOME=/home/runuser"]),
        Expected(
            name: "54-exclude-portable",
            context: [
                "src/a.md", "src/b.c", "Makefile", "top1", "lib/l", "lib/m.md", "tests/t", "keep.md", "with blank",
            ],
            files: [
                "f 644 65533:65533 srv/app/Makefile", "f 644 65533:65533 srv/app/keep.md",
                "d 755 65533:65533 srv/app/lib", "f 644 65533:65533 srv/app/lib/l",
                "f 644 65533:65533 srv/app/lib/m.md",
                "d 755 65533:65533 srv/app/src", "f 644 65533:65533 srv/app/src/b.c", "f 644 65533:65533 srv/app/top1",
            ]),
        Expected(
            name: "60-insecurely-elsewhere", user: "65533", environment: ["HOME=/nowhere"], folder: "/srv/other",
            entrypoint: ["here"]),
        Expected(
            name: "72-requirements-folders",
            context: ["vendor/v", "lib/l", "b/c/x", "d/y"],
            files: [
                "d 755 65533:65533 srv/app/b", "d 755 65533:65533 srv/app/b/c", "f 644 65533:65533 srv/app/b/c/x",
                "d 755 65533:65533 srv/app/d", "f 644 65533:65533 srv/app/d/y", "d 755 65533:65533 srv/app/e",
                "f 644 65533:65533 srv/app/e/y", "d 755 65533:65533 srv/app/lib", "f 644 65533:65533 srv/app/lib/l",
                "f 644 65533:65533 srv/app/v", "d 755 65533:65533 srv/app/vendor", "f 644 65533:65533 srv/app/vendor/v",
            ]),
        Expected(
            name: "82-requirements-excluded",
            context: ["src/s", "src/tests/t", "src/tests/keep", "a.pyc", "deep/b.pyc", "tests/u"],
            files: [
                "d 755 65533:65533 srv/app/deep", "f 644 65533:65533 srv/app/s", "d 755 65533:65533 srv/app/src",
                "f 644 65533:65533 srv/app/src/s", "d 755 65533:65533 srv/app/src/tests",
                "f 644 65533:65533 srv/app/src/tests/keep", "f 644 65533:65533 srv/app/src/tests/t",
                "d 755 65533:65533 srv/app/tests", "f 644 65533:65533 srv/app/tests/keep",
            ]),
    ]

    @Test(arguments: TestEngine.allCases, images)
    func built(engine: TestEngine, expected: Expected) async throws {
        let golden = try GoldenFile(expected.name)
        let files = Dictionary(uniqueKeysWithValues: expected.context.map { ($0, "") })
        try await withFolder(engine, golden.blubber, files) { folder in
            // The configuration itself is no part of what is copied.
            try write("blubber.yaml*\n", to: "\(folder.folder)/blubber.yaml.dockerignore")
            try await folder.build(golden.variant)
            let image = try await folder.contents(accounts: [])
            #expect(image.user == expected.user)
            #expect(image.environment.filter { !$0.hasPrefix("PATH=") }.sorted() == expected.environment)
            #expect(image.workingDirectory == expected.folder)
            #expect(image.entrypoint == expected.entrypoint)
            #expect(image.labels["blubber.variant"] == golden.variant)
            let home = Set(["d 755 0:0 opt", "d 755 65533:65533 opt/lib", "d 755 0:0 srv", "d 755 65533:65533 srv/app"])
            // Docker makes the working directory at once, buildah when a container is started.
            let left = image.files.filter { !home.contains($0) && !$0.hasSuffix(" \(expected.folder.dropFirst())") }
            let wanted = expected.files.filter { !$0.hasSuffix(" \(expected.folder.dropFirst())") }
            #expect(left == wanted)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func scratch(engine: TestEngine) async throws {
        let golden = try GoldenFile("02-scratch")
        try await withFolder(engine, golden.blubber, ["public/server": "s", "public/in/x": "x"]) { folder in
            try await folder.build(golden.variant)
            let image = try await folder.contents(base: nil)
            #expect(
                image.files == ["d 755 0:0 www", "d 755 0:0 www/in", "f 644 0:0 www/in/x", "f 644 0:0 www/server"])
            #expect(image.user == "")
            #expect(image.entrypoint == ["/www/server"])
            #expect(image.labels["blubber.variant"] == "static")
        }
    }
}
