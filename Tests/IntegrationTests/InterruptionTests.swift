import CommandRunner
import FoundationEssentials
import PipelineCore
import PipelineTestSupport
import Testing

/// Ctrl-C and SIGTERM, while an image is built and while its test runs.
@Suite(.timeLimit(.minutes(10)))
struct InterruptionTests {
    enum Moment: CaseIterable { case build, test }

    @Test(arguments: TestEngine.allCases, Moment.allCases)
    func interruptedRunLeavesNothing(engine: TestEngine, moment: Moment) async throws {
        try await withSandbox(engine) { sandbox in
            let script = "echo lost in thought; sleep \(sandbox.nap)"
            let service =
                moment == .build
                ? try await ServiceRepository(in: sandbox, blubber: ServiceRepository.blubber(building: script))
                : try await ServiceRepository(in: sandbox, test: script)
            let (result, duration) = try await run(service, stoppedWith: "INT", at: "lost in thought")
            #expect(result.error.hasSuffix("[publish/production] skipped\ninterrupted\n"))
            #expect(result.error.contains(/\[publish\/test\] cancelled after \S+\n/))
            #expect(duration < .seconds(5))
            try await expectNothingLeft(in: sandbox, result, code: 130)
        }
    }

    /// buildah ends on the spot where it is between two instructions, and runc where it is about to start one.
    @Test func interruptedAtAnyMomentOfABuild() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox, blubber: ServiceRepository.blubber(building: "sleep 0.2"))
            for step in 0..<12 {
                let (result, _) = try await run(
                    service, stoppedWith: "INT", at: "build variant test", after: .milliseconds(100 * step),
                    arguments: ["--no-cache"])
                #expect(result.code == 130)
                try await sandbox.expectNothingLeft("after \(100 * step) ms")
            }
        }
    }

    /// A buildah that is killed while it writes an image leaves one that spoils every list of images.
    @Test func aHalfWrittenImageGoesWithTheNextBuildThatDoesNotEndWell() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(in: sandbox)
            let first = try await sandbox.run(service, "--no-publish")
            #expect(first.code == 0, "\(first.error)")
            let half = try await sandbox.shell(
                """
                printf 'FROM scratch\\nLABEL half=written\\n' > Dockerfile
                buildah build --quiet --iidfile half . > /dev/null
                root=$(buildah info --format '{{.store.GraphRoot}}')
                rm "$root"/*-images/"$(cut -d : -f 2 half)"/manifest
                buildah images > listing 2>&1 || true
                grep -o 'locating item' listing
                """)
            #expect(half.contains("locating item"))
            try service.write(".pipeline/blubber.yaml", ServiceRepository.blubber(building: "false"))
            try await service.commit("broken")
            #expect(try await sandbox.run(service, "--no-publish").code == 1)
            let images = try await sandbox.shell("buildah images 2>&1; cut -d : -f 2 half")
            #expect(!images.contains("locating item"))
            try await sandbox.expectNothingLeft()
        }
    }

    @Test(arguments: TestEngine.allCases)
    func stagesThatDoNotWantToEndAreEndedInTime(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox,
                config: """
                    pipelines:
                      publish:
                        blubberfile: blubber.yaml
                        stages:
                          - { name: built, build: test }
                          - { name: a, run: { image: '${built.imageID}' } }
                          - { name: b, run: { image: '${built.imageID}' } }
                          - { name: production, build: production, publish: { image: true } }
                        execution: [[built, a, production], [built, b, production]]

                    """,
                test: "trap '' TERM INT; echo lost in thought; while :; do sleep \(sandbox.nap); done")
            let (result, duration) = try await run(
                service, stoppedWith: "INT", at: "lost in thought", times: 2, arguments: ["--jobs", "2"])
            #expect(result.error.hasSuffix("[publish/production] skipped\ninterrupted\n"))
            #expect(result.error.contains("[publish/a] cancelled") && result.error.contains("[publish/b] cancelled"))
            #expect(duration < .seconds(5))
            try await expectNothingLeft(in: sandbox, result, code: 130)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func terminatedRunReportsJSON(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox, test: "trap 'exit 0' TERM; echo lost in thought; sleep \(sandbox.nap) & wait")
            let (result, _) = try await run(
                service, stoppedWith: "TERM", at: "lost in thought", arguments: ["--format", "json"])
            #expect(result.code == 130)
            let report = try Report(result)
            #expect(report.state == "cancelled")
            #expect(report.error?.message == "interrupted")
            #expect(report.stages.map(\.state) == ["cancelled", "skipped"])
            for line in result.errorLines { _ = try Event(line) }
            #expect(try isNothingPublished(in: sandbox))
            try await sandbox.expectNothingLeft()
        }
    }

    @Test(arguments: TestEngine.allCases)
    func nextRunTidiesUpAfterAKilledOne(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox, test: "echo lost in thought; [ -e calm ] || sleep \(sandbox.nap)")
            let (result, _) = try await run(service, stoppedWith: "KILL", at: "lost in thought")
            #expect(result.code == 137)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(sandbox.state)/workspaces").count == 2)
            try service.write("calm", "")
            try await service.commit("calm")
            let next = try await sandbox.run(service)
            #expect(next.code == 0, "\(next.error)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(sandbox.state)/workspaces") == [])
            try await sandbox.expectNothingLeft()
        }
    }

    /// buildah goes on by itself and makes an image that nobody asks for any more. What a docker daemon does with a build whose
    /// client is gone is its own affair, and an image that it still makes is not known here.
    @Test(arguments: [TestEngine.buildah])
    func nextRunTidiesUpAfterAKilledBuild(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox, blubber: ServiceRepository.blubber(building: "echo lost in thought; sleep 3"))
            let (result, _) = try await run(service, stoppedWith: "KILL", at: "lost in thought")
            #expect(result.code == 137)
            try await sandbox.shell(
                "while pgrep -f '[i]idfile \(sandbox.temporaryFolder)/' > /dev/null; do sleep 0.2; done")
            try service.write(".pipeline/blubber.yaml", ServiceRepository.blubber(building: "true"))
            try await service.commit("quick")
            let next = try await sandbox.run(service)
            #expect(next.code == 0, "\(next.error)")
            try await sandbox.expectNothingLeft()
        }
    }

    /// Runs the service's pipeline and sends a signal when `text` shows in its progress, for the last of so many times, or
    /// some time later.
    private func run(
        _ service: ServiceRepository, stoppedWith signal: String, at text: String, times: Int = 1,
        after delay: Duration = .zero, arguments: [String] = []
    ) async throws -> (TestProgram.Result, Duration) {
        let sandbox = service.sandbox
        // The shell leaves its process ID to the program, which takes its place.
        let script = "echo $$ > '\(sandbox.folder)/pid'; exec \"$@\""
        let words = [TestProgram.path, "run", "--engine", sandbox.engine.rawValue] + arguments
        var command = Command("sh", ["-c", script, "sh"] + words)
        command.workingDirectory = service.folder
        let runner = CommandRunner(environment: sandbox.environment)
        let lines = CollectedLines()
        let (marks, seen) = AsyncStream<ContinuousClock.Instant>.makeStream()
        async let status = runner.stream(command, timeout: .seconds(600)) { stream, line in
            lines.add(OutputLine(stream == .standardOutput ? .standardOutput : .standardError, line))
            if line.contains(text), !line.contains("sleep") { seen.yield(.now) }
        }
        var count = 0
        for await _ in marks {
            count += 1
            if count == times { break }
        }
        try await Task.sleep(for: delay)
        let start = ContinuousClock.now
        try await sandbox.shell("kill -\(signal) \"$(cat pid)\"")
        let code = try await status.code
        let result = TestProgram.Result(
            code: code, output: lines.output.map { $0 + "\n" }.joined(),
            error: lines.errors.map { $0 + "\n" }.joined())
        return (result, start.duration(to: .now))
    }
}
