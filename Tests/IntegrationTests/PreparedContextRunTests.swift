import PipelineTestSupport
import Testing

/// Contexts that a run lays out in its checkout.
@Suite(.timeLimit(.minutes(10)))
struct PreparedContextRunTests {
    private static let blubber = """
        version: v4
        base: \(ServiceBase.name)
        variants:
          tools: { copies: [{ from: local, source: tools }] }
          test:
            builder:
              command: "cat /mnt/list /tools/tools/say > made"
              mounts: [{ from: local, source: data, destination: /mnt }, { from: tools, source: /srv/app, destination: /tools }]
            copies: [{ from: local, exclude: [tools, ".p*"] }, { from: local, source: data }]
            entrypoint: [sh, -c, "cat made; find . -type f | sort"]

        """

    /// Files that stand twice in the context are one file with two names there.
    @Test(arguments: TestEngine.allCases)
    func excludesIgnoresAndMounts(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let repository = try await ServiceRepository(
                in: sandbox, blubber: Self.blubber,
                config: "pipelines: { p: { blubberfile: blubber.yaml, stages: [name: test] } }\n",
                files: [
                    "data/list": "list 1\n", "data/ignored.o": "", "tools/say": "say\n",
                    ".dockerignore": "**/*.o\n*.sh\n",
                ])
            let first = try await sandbox.run(repository)
            #expect(first.code == 0, "\(first.error)")
            let lines = ["list 1", "say", "./.dockerignore", "./data/list", "./made", "./name"]
            for line in lines { #expect(first.error.contains("\(line)\n"), "\(line)") }
            for name in ["ignored.o", "./tools", "./main.sh", "./.pipeline"] {
                #expect(!first.error.contains("\(name)\n"), "\(name)")
            }

            let again = try await sandbox.run(repository, "--format", "json")
            let executed =
                engine == .docker ? /RUN|COPY/ : /^STEP \d+\/\d+: (?:RUN|COPY|USER)|STEP \d+\/\d+: RUN --mount/
            let outputs = try again.errorLines.map { try Event($0) }.compactMap(\.text)
            let steps = outputs.indices.filter { outputs[$0].contains(executed) }
            #expect(!steps.isEmpty)
            for step in steps {
                #expect(outputs[step...].prefix(3).contains { $0.contains(/CACHED|Using cache/) }, "\(outputs[step])")
            }

            try repository.write("data/list", "list 2\n")
            try await repository.commit("two")
            let third = try await sandbox.run(repository)
            #expect(third.error.contains("list 2\n"), "\(third.error)")
            #expect(!third.error.contains("list 1\n"))
            try await sandbox.expectNothingLeft()
        }
    }
}
