import Diagnostics
import Synchronization
import Testing

@testable import PipelineCore

@Suite struct RunPromoteTests {
    /// Keeps promotions in mind; refuses environments if it is told to.
    private final class Recorder: DeploymentRepository {
        private let kept = Mutex<[[Promotion]]>([])
        let failure: DeploymentFailure?
        let takesEnvironments: Bool

        init(failing failure: DeploymentFailure? = nil, takesEnvironments: Bool = true) {
            self.failure = failure
            self.takesEnvironments = takesEnvironments
        }

        var promotions: [[Promotion]] { kept.withLock { $0 } }

        func check(_ promotion: Promotion) throws(DeploymentFailure) {
            if takesEnvironments || promotion.environments.isEmpty { return }
            throw DeploymentFailure(.refused, "no environments here")
        }

        func promote(_ promotions: [Promotion], output: @escaping OutputHandler) async throws {
            kept.withLock { $0.append(promotions) }
            output(OutputLine(.standardOutput, "pushed with swordfish-1"))
            if let failure { throw failure }
        }

        var services: RunServices {
            var services = RunServices()
            services.deployments = self
            return services
        }
    }

    private static func config(_ step: String) -> String {
        """
        pipelines:
          p:
            blubberfile: blubber.yaml
            stages:
              - { name: test, build: test, run: { tail: -1 } }
              - name: production
                build: production
                publish: { image: true }
                \(step)
        """
    }

    private func phrases(_ step: String, reachesOut: Bool = true) async throws -> (RunResult, [[String]], [String]) {
        let recorder = Recorder()
        var script = ScriptedEngine.Script()
        script.run = { _, output in
            output(OutputLine(.standardOutput, "citoid staging"))
            output(OutputLine(.standardOutput, "zotero ci"))
            return 0
        }
        let fixture = try RunFixture(
            Self.config(step), script: script, reachesOut: reachesOut, services: recorder.services)
        let result = await fixture.run.execute()
        let steps = fixture.events.compactMap { event in
            if case .stepStarted(_, let text) = event, text.hasPrefix("promote") { text } else { nil }
        }
        return (result, recorder.promotions.map { $0.map(\.phrase) }, steps)
    }

    private static let tag = "2024-03-05-101500-production"

    @Test(arguments: [
        ("promote: true", ["widgets to \(tag)"]),
        ("promote: [{ chart: citoid, environments: [staging, ci] }]", ["citoid to \(tag) in staging, ci"]),
        (
            "promote: [{ version: '1.10' }, { chart: b, version: '${.imageName}' }]",
            ["widgets to 1.10", "b to team-widgets"]
        ),
        (
            "promote: { $each: [c, e], $in: '${test.output}', $yield: { chart: '${.c}', environments: ['${.e}'] } }",
            ["citoid to \(tag) in staging", "zotero to \(tag) in ci"]
        ),
        (
            "promote: { $merge: [{ chart: a }], $with: [{ chart: b }, { chart: a }] }",
            ["a to \(tag)", "b to \(tag)"]
        ),
    ])
    func promotesAllEntriesTogether(_ step: String, _ expected: [String]) async throws {
        let (result, promotions, steps) = try await phrases(step)
        #expect(result.state == .passed, "\(String(describing: result.failure))")
        #expect(promotions == [expected])
        #expect(steps == ["promote " + expected.joined(separator: "; ")])
    }

    @Test func theCommitSaysWhatAndWhy() async throws {
        let recorder = Recorder()
        let fixture = try RunFixture(
            Self.config("promote: true"), reachesOut: true, services: recorder.services, secrets: ["swordfish-1"])
        #expect(await fixture.run.execute().state == .passed)
        #expect(
            recorder.promotions.first?.first?.message == """
                widgets: pipeline bot promote

                Promote widgets to version 2024-03-05-101500-production

                Job: team/widgets p/production Build: r1
                Commit: cccccccccccccccccccccccccccccccccccccccc

                """)
        let lines = fixture.events.compactMap { if case .output(_, let line) = $0 { line.text } else { nil } }
        #expect(lines.contains("pushed with ***"))
    }

    @Test func saysWhatItWouldDoInRunsThatReachNobody() async throws {
        let (result, promotions, steps) = try await phrases("promote: true", reachesOut: false)
        #expect(result.state == .passed && promotions == [])
        #expect(steps == ["promote nothing, as the run does not reach out; it would be widgets to \(Self.tag)"])
    }

    @Test func aBlankVersionPromotesNothing() async throws {
        var source = RunFixture.source
        source.tag = nil
        let recorder = Recorder()
        let fixture = try RunFixture(
            Self.config("promote: [{ version: '${setup.tag}' }]"), source: source, reachesOut: true,
            services: recorder.services)
        #expect(await fixture.run.execute().state == .passed)
        #expect(recorder.promotions == [])
    }

    @Test(arguments: [
        ("promote: [{ chart: ../x }]", "`../x` is no name of a chart"),
        ("promote: [{ chart: a/b }]", "`a/b` is no name of a chart"),
        ("promote: [{ chart: .git }]", "`.git` is no name of a chart"),
        ("promote: [{ environments: ['a b'] }]", "`a b` is no name of an environment"),
        ("promote: [{ environments: ['${setup.tag|}', ''] }]", "`` is no name of an environment"),
        ("promote: [{ version: \"a\\nb\" }]", "the version of `widgets` cannot be `a\nb`"),
    ])
    func namesThatLeadElsewhereAreRefusedBeforehand(_ step: String, _ message: String) async throws {
        let fixture = try RunFixture(Self.config(step), reachesOut: true, services: Recorder().services)
        let failure = await #expect(throws: StageFailure.self) { try await fixture.run.check() }
        #expect(failure?.description.hasPrefix(message) == true, "\(String(describing: failure))")
    }

    @Test func whatTheConfigurationDoesNotDescribeIsFoundBeforehand() async throws {
        let fixture = try RunFixture(Self.config("promote: true"), reachesOut: true)
        let failure = await #expect(throws: StageFailure.self) { try await fixture.run.check() }
        #expect(
            failure?.description == """
                `production` cannot promote: the run configuration has no `deployments`
                  help: describe there which repository and which file in it versions are written to
                """)
        let other = try RunFixture(
            Self.config("promote: [{ environments: [ci] }]"), reachesOut: true,
            services: Recorder(takesEnvironments: false).services)
        let refusal = await #expect(throws: StageFailure.self) { try await other.run.check() }
        #expect(refusal?.description == "no environments here")
    }

    @Test(arguments: [(DeploymentFailure.Code.unavailable, true), (.refused, false)])
    func failuresSayWhoseFaultItIs(_ code: DeploymentFailure.Code, _ isEnvironmental: Bool) async throws {
        let recorder = Recorder(
            failing: DeploymentFailure(
                code, "cannot push with swordfish-1", details: ["remote: swordfish-1"], hint: "try swordfish-1"))
        let fixture = try RunFixture(
            Self.config("promote: true"), reachesOut: true, services: recorder.services, secrets: ["swordfish-1"])
        let result = await fixture.run.execute()
        #expect(result.state == .failed)
        #expect(result.failure?.isEnvironmental == isEnvironmental)
        let masked = result.masked(by: SecretMasker(["swordfish-1"])).failure?.description
        #expect(masked == "cannot push with ***\n  remote: ***\n  help: try ***")
    }

    @Test func thePlanTellsIt() async throws {
        let config = Self.config("promote: [{ chart: a, environments: [ci] }, { chart: '${test.output}' }]")
        for reachesOut in [true, false] {
            let fixture = try RunFixture(config, reachesOut: reachesOut, services: Recorder().services)
            let step = await fixture.run.plan().pipelines[0].stages[1].steps.last
            let text = "a to ${.imageTag} in ci; ${test.output} to ${.imageTag}"
            #expect(step?.action == "promote")
            #expect(step?.text == (reachesOut ? text : "nothing, as the run does not reach out; it would be \(text)"))
        }
    }
}
