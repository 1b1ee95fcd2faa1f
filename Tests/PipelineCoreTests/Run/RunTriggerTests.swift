import Synchronization
import Testing

@testable import PipelineCore

@Suite struct RunTriggerTests {
    /// Keeps calls in mind, and answers as it is told to.
    private final class Recorder: TriggerTargets {
        private let kept = Mutex<[TriggerCall]>([])
        let names = ["docs", "site"]
        let hint = "add it to `triggers` in /etc/runner.yaml"
        let refusal: TriggerFailure?
        let answer: @Sendable () async throws -> TriggerOutcome

        init(
            refusal: TriggerFailure? = nil,
            _ answer: @escaping @Sendable () async throws -> TriggerOutcome = { .started }
        ) {
            (self.refusal, self.answer) = (refusal, answer)
        }

        var calls: [TriggerCall] { kept.withLock { $0 } }

        func description(of name: String) -> String { "a run of \(name)" }

        func check(_ call: TriggerCall) async throws(TriggerFailure) { if let refusal { throw refusal } }

        func start(_ call: TriggerCall, output: @escaping OutputHandler) async throws -> TriggerOutcome {
            kept.withLock { $0.append(call) }
            output(OutputLine(.standardOutput, "run 1 is queued"))
            return try await answer()
        }

        var services: RunServices {
            var services = RunServices()
            services.triggers = self
            return services
        }
    }

    private static func config(_ trigger: String) -> String {
        """
        pipelines:
          p:
            blubberfile: blubber.yaml
            stages:
              - { name: image, build: production, publish: { image: { tags: [edge] } } }
              - { name: go, exports: { word: 'swordfish-1 ${image.imageTag}' }, trigger: \(trigger) }
        """
    }

    private static let waiting = config("{ name: site, wait: true }")

    private func fixture(
        _ yaml: String, _ recorder: Recorder?, reachesOut: Bool = true, clock: any Clock<Duration> = ContinuousClock()
    ) throws -> RunFixture {
        try RunFixture(
            yaml, clock: clock, reachesOut: reachesOut, services: recorder?.services ?? RunServices(),
            secrets: ["swordfish-1"])
    }

    @Test func aCallSaysWhatItIsToldAndWhatWasPublished() async throws {
        let recorder = Recorder()
        let fixture = try fixture(
            Self.config("{ name: site, parameters: { WORD: '${.word}', TAG: '${setup.tag}' } }"), recorder)
        try await fixture.run.check()
        let result = await fixture.run.execute()
        #expect(result.state == .passed)
        let call = try #require(recorder.calls.first)
        #expect(recorder.calls.count == 1)
        #expect(call.name == "site" && call.stage.description == "p/go" && call.run == "r1" && call.log == "/logs/1")
        #expect(call.parameters == ["WORD": "*** 2024-03-05-101500-image", "TAG": "v1.2.0-RC1"])
        let name = "registry.example.org/prod/team-widgets"
        #expect(
            call.images == [
                TriggerCall.Image(
                    stage: "image", name: "team-widgets", reference: "\(name):2024-03-05-101500-image",
                    tags: ["2024-03-05-101500-image", "edge"])
            ])
        #expect(!call.waits && call.limit == .seconds(3600))
    }

    @Test func aBadEndIsTheStagesUnlessItSaysOtherwise() async throws {
        let recorder = Recorder { .failed("run 1 of site failed: swordfish-1") }
        let failing = try fixture(Self.waiting, recorder)
        let result = await failing.run.execute()
        #expect(result.summary == ["p/image passed", "p/go failed"])
        #expect(result.failure?.description == "site ended badly: run 1 of site failed: swordfish-1")
        #expect(result.failure?.isEnvironmental == false)
        let lenient = try fixture(Self.config("{ name: site, wait: true, propagate: false }"), recorder)
        let passed = await lenient.run.execute()
        #expect(passed.state == .passed)
        #expect(lenient.warnings == ["p/go goes on, although site ended badly: run 1 of site failed: ***"])
    }

    @Test func whatCannotBeStartedFailsTheStageWhateverItSays() async throws {
        let recorder = Recorder { throw TriggerFailure("no answer", hint: "wait", isPassing: true) }
        let fixture = try fixture(Self.config("{ name: site, wait: true, propagate: false }"), recorder)
        let result = await fixture.run.execute()
        #expect(result.failure?.description == "no answer\n  help: wait" && result.failure?.isEnvironmental == true)
    }

    @Test func waitingEndsWithTheTimeLimit() async throws {
        let never = Gate()
        let recorder = Recorder {
            try await never.pass()
            return .passed
        }
        let clock = GateClock()
        let fixture = try fixture(Self.waiting, recorder, clock: clock)
        let running = Task { await fixture.run.execute() }
        while recorder.calls.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        clock.gate.open()
        let result = await running.value
        #expect(
            result.failure?.description.hasPrefix(
                "trigger site was stopped: it took longer than 1h00m; its last lines:\n  run 1 is queued") == true)
    }

    @Test func waitingEndsWithTheRun() async throws {
        let never = Gate()
        let recorder = Recorder {
            try await never.pass()
            return .passed
        }
        let fixture = try fixture(Self.waiting, recorder)
        let running = Task { await fixture.run.execute() }
        while recorder.calls.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        running.cancel()
        let result = await running.value
        #expect(result.summary == ["p/image passed", "p/go cancelled"])
    }

    @Test func onlyWhatIsAllowedIsStarted() async throws {
        let recorder = Recorder()
        let fixture = try fixture(Self.config("{ name: sites }"), recorder)
        await #expect(throws: StageFailure.self) { try await fixture.run.check() }
        do {
            try await fixture.run.check()
        } catch {
            #expect(
                error.description
                    == """
                    .pipeline/config.yaml:6:90: error: `team/widgets` may not start `sites`
                     6 |       - { name: go, exports: { word: 'swordfish-1 ${image.imageTag}' }, trigger: { name: sites } }
                       |                                                                                          ^~~~~
                      note: allowed triggers: docs, site
                      help: did you mean `site`?
                    """)
        }
        #expect(fixture.engine.calls.isEmpty && recorder.calls.isEmpty)
    }

    @Test func nothingIsAllowedWhereNothingIsDescribed() async throws {
        let fixture = try fixture(Self.config("{ name: site }"), nil)
        do {
            try await fixture.run.check()
            Issue.record("it was let through")
        } catch {
            #expect(
                error.description.hasSuffix(
                    "note: allowed triggers: none\n  help: describe it under `triggers` in the run configuration"))
        }
    }

    @Test func aRefusalBeforeTheRunHasAPlace() async throws {
        let recorder = Recorder(refusal: TriggerFailure("the daemon does not watch `site`", hint: "watch it"))
        let fixture = try fixture(Self.config("{ name: site }"), recorder)
        do {
            try await fixture.run.check()
            Issue.record("it was let through")
        } catch {
            #expect(
                error.description.hasPrefix(".pipeline/config.yaml:6:90: error: the daemon does not watch `site`\n"))
        }
        let later = try self.fixture(
            Self.config("{ name: site }"), Recorder(refusal: TriggerFailure("not yet", isPassing: true)))
        do {
            try await later.run.check()
            Issue.record("it was let through")
        } catch {
            #expect(error.isEnvironmental)
        }
    }

    @Test func aRunThatDoesNotReachOutSaysWhatItLeavesOut() async throws {
        let recorder = Recorder()
        let fixture = try fixture(Self.waiting, recorder, reachesOut: false)
        try await fixture.run.check()
        let result = await fixture.run.execute()
        #expect(result.state == .passed && recorder.calls.isEmpty)
        let steps = fixture.events.compactMap { event in
            if case .stepStarted(let id, let text) = event, id.stage == "go" { text } else { nil }
        }
        #expect(steps == ["trigger nothing: site is left out, as the run does not reach out"])
        // A laptop without a run configuration may try anything out.
        let bare = try self.fixture(Self.waiting, nil, reachesOut: false)
        try await bare.run.check()
        // Where triggers are described, the names count in every run.
        let misspelt = try self.fixture(Self.config("{ name: sites }"), recorder, reachesOut: false)
        await #expect(throws: StageFailure.self) { try await misspelt.run.check() }
    }

    @Test func thePlan() async throws {
        func plan(_ trigger: String, reachesOut: Bool = true) async throws -> String? {
            let fixture = try fixture(Self.config(trigger), Recorder(), reachesOut: reachesOut)
            return await fixture.run.plan().pipelines.first?.stages.last?.steps.last?.text
        }
        #expect(
            try await plan("{ name: site, parameters: { A: '${setup.tag}', B: '${image.imageID}' }, wait: true }")
                == "site, a run of site, told A=v1.2.0-RC1, B=${image.imageID}, and its end")
        #expect(
            try await plan("{ name: site }", reachesOut: false)
                == "nothing, as the run does not reach out; it would be site, a run of site")
    }

    @Test func parametersThatAreTooMuch() async throws {
        let big = String(repeating: "x", count: 70_000)
        let recorder = Recorder()
        let fixture = try fixture(Self.config("{ name: site, parameters: { A: \(big) } }"), recorder)
        let result = await fixture.run.execute()
        #expect(result.failure?.description.hasPrefix("the parameters for site are larger than 64 KiB") == true)
        let odd = try self.fixture(
            Self.config("{ name: site, parameters: { $merge: { a: b }, $with: { 'a b': c } } }"), recorder)
        #expect(
            await odd.run.execute().failure?.description.hasPrefix("`go` cannot tell site a parameter `a b`") == true)
        #expect(recorder.calls.isEmpty)
    }

    @Test func stagesReadWhatTheTriggerOfTheirRunSays() async throws {
        var source = RunFixture.source
        source.parameters = ["VERSION": "1.2", "commit": "no"]
        let fixture = try RunFixture(
            "pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: a, build: test, run: { arguments: "
                + "['${setup.params.VERSION}', '${setup.params.OTHER|none}', '${setup.params.commit}'] } } ] } }",
            source: source)
        let result = await fixture.run.execute()
        #expect(result.state == .passed)
        #expect(fixture.engine.runs.first?.arguments == ["1.2", "none", RunFixture.source.commit])
    }
}
