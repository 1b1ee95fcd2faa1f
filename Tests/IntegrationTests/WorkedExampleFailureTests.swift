import PipelineTestSupport
import Testing

/// The diamond of the worked examples when one of its stages fails: what ends, what never begins, and what stays.
@Suite(.timeLimit(.minutes(10)))
struct WorkedExampleFailureTests {
    private static func repository(
        in sandbox: Sandbox, lint: String = "echo linted", unit: String = "echo 42 passed", main: String = "echo main"
    ) async throws -> ServiceRepository {
        try await ServiceRepository(
            in: sandbox, config: WorkedExampleTests.diamond,
            files: [
                ".pipeline/svc.yaml": WorkedExampleTests.service, "services/api/lint.sh": lint,
                "services/api/test.sh": unit, "services/api/main.sh": main,
            ])
    }

    private static func states(_ report: Report) -> Set<String> { Set(report.stages.map { "\($0.name) \($0.state)" }) }

    @Test(arguments: TestEngine.allCases, ["lint", "unit"])
    func aCheckThatFailsHoldsTheImageBack(engine: TestEngine, failing: String) async throws {
        try await withSandbox(engine) { sandbox in
            let (bad, good) = ("echo not good; exit 3", "sleep 3; echo ended normally")
            let isLint = failing == "lint"
            let other = isLint ? "unit" : "lint"
            let repository = try await Self.repository(
                in: sandbox, lint: isLint ? bad : good, unit: isLint ? good : bad)
            let result = try await sandbox.run(
                repository, "--event", "tag", "--tag", "v1.2.0-RC1", "--jobs", "2", "--format", "json")
            #expect(result.code == 1, "\(result.error)")
            let report = try Report(result)
            #expect(
                Self.states(report) == [
                    "\(failing) failed", "\(other) passed", "image skipped", "smoke skipped",
                ])
            #expect(report.state == "failed" && report.images == [])
            #expect(report.error?.text == "the image's program exited with code 3; its last lines:\n  not good")
            let events = try result.errorLines.map { try Event($0) }
            #expect(events.contains { $0.stage == other && $0.text == "ended normally" })
            #expect(Set(events.filter { $0.event == "stageStarted" }.compactMap(\.stage)) == ["lint", "unit"])
            #expect(try isNothingPublished(in: sandbox))
            try await sandbox.expectNothingLeft()
        }
    }

    @Test(arguments: TestEngine.allCases)
    func whatWasPushedBeforeAStageFailsStaysAndIsReported(engine: TestEngine) async throws {
        try await withRegistry { registry in
            try await withSandbox(engine) { sandbox in
                let repository = try await Self.repository(in: sandbox, main: "echo smoke; exit 7")
                let result = try await sandbox.run(
                    repository, "--event", "tag", "--tag", "v1.2.0-RC1", "--registry",
                    "docker://\(registry.host)/prod", "--format", "json")
                #expect(result.code == 1, "\(result.error)")
                let report = try Report(result)
                #expect(report.state == "failed")
                #expect(Self.states(report) == ["lint passed", "unit passed", "image passed", "smoke failed"])
                let image = try #require(report.images.first)
                #expect(report.images.count == 1 && image.name == "\(sandbox.name)-api")
                #expect(image.tags.count == 3 && image.tags[0].hasSuffix("-image"))
                #expect(Array(image.tags.dropFirst()) == ["edge", "v1.2.0-rc1"])
                for tag in image.tags {
                    let name = "docker://\(registry.host)/prod/\(image.name):\(tag)"
                    #expect(try await InspectedImage(name, sandbox: sandbox).digest == image.digest)
                }
                try await sandbox.expectNothingLeft()
            }
        }
    }
}
