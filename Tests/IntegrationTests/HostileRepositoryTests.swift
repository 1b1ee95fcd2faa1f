import FoundationEssentials
import PipelineTestSupport
import Testing

/// Repositories that try to reach what is not theirs.
@Suite(.timeLimit(.minutes(10)))
struct HostileRepositoryTests {
    private static let blubber = ServiceRepository.blubber

    @Test
    func pipelineFolderThatIsALinkOutside() async throws {
        try await withSandbox(.buildah) { sandbox in
            try write(Self.blubber, to: "\(sandbox.folder)/outside/blubber.yaml")
            let service = try await ServiceRepository(in: sandbox)
            try await sandbox.shell("rm -r .pipeline; ln -s '\(sandbox.folder)/outside' .pipeline", in: service.folder)
            try await service.commit("link")
            let result = try await sandbox.run(service)
            #expect(result.error.contains("a symbolic link leads out of the repository\n"))
            try await expectRefused(result, in: sandbox)
        }
    }

    @Test
    func contextThatIsALinkOutside() async throws {
        try await withSandbox(.buildah) { sandbox in
            try write("top secret", to: "\(sandbox.folder)/outside/secret")
            let config = """
                pipelines:
                  check:
                    blubberfile: blubber.yaml
                    stages: [{ name: test, build: { variant: test, context: linked } }]
                """
            let service = try await ServiceRepository(in: sandbox, config: config)
            try await sandbox.shell("ln -s '\(sandbox.folder)/outside' linked", in: service.folder)
            try await service.commit("link")
            let result = try await sandbox.run(service)
            #expect(result.error.contains("linked: a symbolic link leads out of the repository\n"))
            #expect(result.code == 1)
            #expect(result.output == "")
            try await sandbox.expectNothingLeft()
        }
    }

    @Test(arguments: TestEngine.allCases)
    func linkOutsideInTheContextIsCopiedAsALink(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            try write("top secret", to: "\(sandbox.folder)/secret")
            let service = try await ServiceRepository(
                in: sandbox, test: "ls -l stolen; cat stolen || echo out of reach")
            try await sandbox.shell("ln -s '\(sandbox.folder)/secret' stolen", in: service.folder)
            try await service.commit("link")
            let result = try await sandbox.run(service, "--no-publish")
            #expect(result.error.contains("[test/test] out of reach\n"))
            #expect(!result.error.contains("top secret"))
        }
    }

    @Test(arguments: [
        ("directory: ../..", "error: `directory` leaves the repository: `../..`"),
        ("blubberfile: ../../blubber.yaml", "error: `blubberfile` leaves the `.pipeline` folder: `../../blubber.yaml`"),
    ])
    func pathsThatLeaveTheRepository(line: String, expected: String) async throws {
        try await withSandbox(.buildah) { sandbox in
            let config = "pipelines:\n  check:\n    blubberfile: blubber.yaml\n    \(line)\n    stages: [name: test]\n"
            let fixed =
                line.hasPrefix("blubberfile") ? config.replacing("    blubberfile: blubber.yaml\n", with: "") : config
            let service = try await ServiceRepository(in: sandbox, config: fixed)
            let result = try await sandbox.run(service)
            #expect(result.error.hasPrefix(".pipeline/config.yaml:"))
            #expect(result.error.contains("\(expected)\n"), "\(result.error)")
            try await expectRefused(result, in: sandbox)
        }
    }

    @Test
    func nameOfAnotherProject() async throws {
        try await withSandbox(.buildah) { sandbox in
            let config = """
                pipelines:
                  steal:
                    blubberfile: blubber.yaml
                    stages: [{ name: production, publish: { image: { name: other-team/service } }, build: production }]
                """
            let service = try await ServiceRepository(in: sandbox, config: config)
            let result = try await sandbox.run(service)
            #expect(
                result.error == """
                    error: `production` may not publish an image called `other-team-service`
                      help: call it `\(service.imageName)` or `\(service.imageName)-…`, `\(sandbox.name)` or `\(sandbox.name)-…`

                    """)
            try await expectRefused(result, in: sandbox)
        }
    }

    @Test
    func controlCharactersDoNotReachTheTerminal() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox,
                test: #"printf 'a\033[2Jb\033]0;title\007c\rd\n'; printf 'bad \033[31mred\n' >&2; exit 1"#)
            for format in ["pretty", "plain"] {
                let words = "\(TestProgram.path) run --engine buildah --format \(format)"
                let screen = try await sandbox.shell(
                    "TERM=xterm script --quiet --return --command '\(words)' /dev/null < /dev/null || true",
                    in: service.folder)
                #expect(screen.contains("its last lines:"))
                for sequence in ["\u{1B}[2J", "\u{1B}]0;", "\u{07}", "\u{1B}[31mred"] {
                    #expect(!screen.contains(sequence), "\(format): \(sequence.debugDescription)")
                }
            }
        }
    }

    @Test
    func enormousBlubberFile() async throws {
        try await withSandbox(.buildah) { sandbox in
            let blubber = Self.blubber + String(repeating: "# nothing to see here\n", count: 250_000)
            let size = blubber.utf8.count
            let service = try await ServiceRepository(in: sandbox, blubber: blubber)
            let start = ContinuousClock.now
            let result = try await sandbox.run(service)
            #expect(start.duration(to: .now) < .seconds(30))
            #expect(result.error.contains("the file has \(size) bytes; at most 4194304 are read\n"), "\(result.error)")
            try await expectRefused(result, in: sandbox)
        }
    }

    private func expectRefused(
        _ result: TestProgram.Result, in sandbox: Sandbox, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await expectNothingLeft(in: sandbox, result, code: 2, sourceLocation: sourceLocation)
        #expect(try await sandbox.keptImages() == [], sourceLocation: sourceLocation)
    }
}
