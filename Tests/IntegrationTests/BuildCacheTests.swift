import PipelineTestSupport
import Testing

/// What builds leave in buildah's storage for the next ones does not grow with every commit.
@Suite(.timeLimit(.minutes(10)))
struct BuildCacheTests {
    /// A stage that another copies from, and a command that can fail.
    private static func blubber(command: String) -> String {
        """
        version: v4
        base: \(ServiceBase.name)
        lives: { in: /srv/app }
        variants:
          build: { builder: { requirements: [name], command: "\(command)" } }
          test: { copies: [{ from: build, source: made, destination: ./made }], entrypoint: ["true"] }

        """
    }

    @Test func imagesOfEarlierBuildsGo() async throws {
        try await withSandbox(.buildah) { sandbox in
            let repository = try await ServiceRepository(
                in: sandbox, blubber: Self.blubber(command: "cp name made"),
                config: "pipelines: { p: { blubberfile: blubber.yaml, stages: [{ name: test, build: test }] } }\n")
            func counts(_ kind: String, command: String, passes: Bool) async throws -> Set<Int> {
                var counts: Set<Int> = []
                for number in 1...3 {
                    try repository.write("name", "\(kind) \(number)")
                    try repository.write(".pipeline/blubber.yaml", Self.blubber(command: "echo \(number); \(command)"))
                    try await repository.commit("\(kind) \(number)")
                    let result = try await sandbox.run(repository)
                    #expect((result.code == 0) == passes, "\(result.error)")
                    counts.insert(try await sandbox.shell("buildah images --all --quiet").split(separator: "\n").count)
                }
                return counts
            }
            let passed = try await counts("passing", command: "cp name made", passes: true)
            #expect(passed.count == 1, "\(passed)")
            let failed = try await counts("failing", command: "exit 3", passes: false)
            #expect(failed.count == 1, "\(failed)")
            let again = try await counts("passing again", command: "cp name made", passes: true)
            #expect(again == passed)
            try await sandbox.expectNothingLeft()
        }
    }

    /// The same for a tree of images whose steps come from the cache.
    @Test func imagesOfEarlierTreeBuildsGo() async throws {
        try await withImageTree(.buildah, registry: "none") { tree in
            try tree.configure(registry: "''")
            func count(version: Int, content: Int, ending end: String, passes: Bool) async throws -> Int {
                try tree.define(
                    "tool", version: "\(version)",
                    "FROM \(ServiceBase.name)\nRUN echo \(content) >/one\nRUN echo \(content) >/two\n\(end)\n")
                let result = try await tree.images("build", "--use-cache")
                #expect((result.code == 0) == passes, "\(result.error)")
                #expect(try await tree.images("prune").code == 0)
                return try await tree.sandbox.shell("buildah images --all --quiet").split(separator: "\n").count
            }
            let first = try await count(version: 1, content: 1, ending: "USER 1", passes: true)
            #expect(try await count(version: 2, content: 2, ending: "USER 1", passes: true) == first)
            var failed: Set<Int> = []
            for content in 3...5 {
                failed.insert(try await count(version: 3, content: content, ending: "RUN exit 3", passes: false))
            }
            #expect(failed.count == 1, "\(failed)")
            #expect(try await count(version: 3, content: 6, ending: "USER 1", passes: true) == first)
        }
    }
}
