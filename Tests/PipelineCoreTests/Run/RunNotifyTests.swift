import Synchronization
import Testing

@testable import PipelineCore

@Suite struct RunNotifyTests {
    private static let config = """
        pipelines:
          p:
            blubberfile: blubber.yaml
            notify: { email: { to: [ada@example.org] } }
            stages:
              - { name: test, build: test, run: true }
              - name: production
                build: production
                run: true
                notify: { email: { to: 'bo@example.org', subject: '${.stage}: ${.imageTag}', body: 'see ${setup.logURL}' } }
            execution: [[test], [production]]
        """

    /// Keeps notices in mind, and says that something went wrong with each.
    private final class Recorder: Notifier {
        private let kept = Mutex<[FailureNotice]>([])
        let problems: [String]

        init(problems: [String] = []) { self.problems = problems }

        var notices: [FailureNotice] { kept.withLock { $0.sorted { $0.stage.stage < $1.stage.stage } } }

        func deliver(_ notice: FailureNotice) async -> [String] {
            kept.withLock { $0.append(notice) }
            return problems
        }

        var services: RunServices {
            var services = RunServices()
            services.notifier = self
            return services
        }
    }

    private static var failing: ScriptedEngine.Script {
        var script = ScriptedEngine.Script()
        script.run = { _, output in
            output(OutputLine(.standardError, "the token is swordfish-1"))
            return 1
        }
        return script
    }

    @Test func eachFailedStageIsTold() async throws {
        let recorder = Recorder(problems: ["mail server x:25: no answer"])
        let fixture = try RunFixture(
            Self.config, script: Self.failing, jobs: 2, reachesOut: true, services: recorder.services,
            secrets: ["swordfish-1"])
        let result = await fixture.run.execute()
        #expect(result.state == .failed)
        let notices = recorder.notices
        #expect(notices.map(\.stage.description) == ["p/production", "p/test"])
        #expect(notices.map(\.receivers) == [["bo@example.org"], ["ada@example.org"]])
        // What a stage did not get to bind stands in the notice as written.
        #expect(notices.map(\.subject) == ["production: ${.imageTag}", "[Pipeline] widgets p/test failed"])
        #expect(
            notices.map(\.body) == [
                "see /logs/1",
                "Pipeline p for project team/widgets failed during\nstage test. See the log for details: /logs/1",
            ])
        #expect(
            notices.first?.reason
                == "the image's program exited with code 1; its last lines:\n  the token is ***")
        #expect(notices.first?.run == "r1" && notices.first?.log == "/logs/1")
        #expect(
            fixture.warnings.sorted() == [
                "somebody is not told that p/production failed: mail server x:25: no answer",
                "somebody is not told that p/test failed: mail server x:25: no answer",
            ])
    }

    @Test func nobodyIsToldOfWhatPassesOrOfATrial() async throws {
        let recorder = Recorder()
        let passing = try RunFixture(Self.config, reachesOut: true, services: recorder.services)
        #expect(await passing.run.execute().state == .passed)
        let trial = try RunFixture(Self.config, script: Self.failing, services: recorder.services)
        #expect(await trial.run.execute().state == .failed)
        #expect(recorder.notices.isEmpty && trial.warnings.isEmpty)
    }

    @Test(arguments: [true, false])
    func whatIsAttemptedAgainIsToldInTheEnd(isRepeated: Bool) async throws {
        let recorder = Recorder()
        var script = ScriptedEngine.Script()
        script.run = { _, _ in throw EngineFailure(.diskFull, operation: "run", subject: "x") }
        let fixture = try RunFixture(
            Self.config, script: script, reachesOut: true, isRepeated: isRepeated, services: recorder.services)
        #expect(await fixture.run.execute().state == .failed)
        #expect(recorder.notices.count == (isRepeated ? 0 : 1))
    }

    @Test func withoutAWayAPersonIsWarned() async throws {
        let fixture = try RunFixture(Self.config, script: Self.failing, reachesOut: true)
        #expect(await fixture.run.execute().state == .failed)
        #expect(
            fixture.warnings == [
                """
                nobody is told that p/test failed: the run configuration has no `notification`
                  help: describe a mail server or a web hook there
                """
            ])
    }

    @Test func planNamesTheReceivers() async throws {
        func texts(_ fixture: RunFixture) async -> [String] {
            await fixture.run.plan().pipelines.flatMap(\.stages).flatMap(\.steps).filter { $0.action == "notify" }
                .map(\.text)
        }
        let services = Recorder().services
        #expect(
            await texts(try RunFixture(Self.config, reachesOut: true, services: services)) == [
                "ada@example.org of a failure: [Pipeline] widgets p/test failed",
                "bo@example.org of a failure: production: ${.imageTag}",
            ])
        #expect(
            await texts(try RunFixture(Self.config, services: services)) == [
                "nobody, as the run does not reach out", "nobody, as the run does not reach out",
            ])
    }
}
