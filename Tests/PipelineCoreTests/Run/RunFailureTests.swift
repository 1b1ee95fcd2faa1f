import Synchronization
import Testing

@testable import PipelineCore

@Suite struct RunFailureTests {
    private static let testThenPublish = """
        pipelines:
          p:
            blubberfile: blubber.yaml
            stages:
              - name: test
              - { name: production, build: production, publish: { image: true } }
        """

    @Test func aFailingTestStopsThePublication() async throws {
        var script = ScriptedEngine.Script()
        script.run = { _, output in
            output(OutputLine(.standardOutput, "1 of 2"))
            output(OutputLine(.standardError, "assertion failed"))
            return 3
        }
        let fixture = try RunFixture(Self.testThenPublish, script: script)
        let result = await fixture.run.execute()
        #expect(result.state == .failed)
        #expect(result.summary == ["p/test failed", "p/production skipped"])
        #expect(result.images == [])
        #expect(
            result.failure?.description
                == "the image's program exited with code 3; its last lines:\n  1 of 2\n  assertion failed")
        #expect(result.failure?.isEnvironmental == false)
        #expect(
            fixture.engine.calls == ["pull registry.example.org/base:1 always", "build test", "run 1", "remove"])
    }

    @Test func whatWasBoundBeforeAFailureStaysBuilt() async throws {
        var script = ScriptedEngine.Script()
        script.run = { _, _ in throw EngineFailure(.diskFull, operation: "run", subject: "x") }
        let result = await (try RunFixture(Self.testThenPublish, script: script)).run.execute()
        #expect(result.built.map { "\($0.name)" } == ["localhost/pipeline-runner/team-widgets:test"])
        #expect(result.failure?.description == "cannot run x")
        #expect(result.failure?.isEnvironmental == true)
    }

    @Test func aTimeLimitStopsAHangingStep() async throws {
        let clock = GateClock()
        let wasStopped = Mutex(false)
        var script = ScriptedEngine.Script()
        script.run = { _, output in
            for number in 1...30 { output(OutputLine(.standardOutput, "line \(number)")) }
            clock.gate.open()
            defer { wasStopped.withLock { $0 = true } }
            try await Gate().pass()
            return 0
        }
        let fixture = try RunFixture(
            """
            pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: a, build: test, run: { arguments: [--slow] } } ] } }
            """, script: script, clock: clock)
        let result = await fixture.run.execute()
        #expect(result.summary == ["p/a failed"])
        let last = (11...30).map { "\n  line \($0)" }.joined()
        #expect(
            result.failure?.description
                == "run --slow was stopped: it took longer than 20m00s; its last lines:\(last)")
        #expect(wasStopped.withLock { $0 })
        #expect(fixture.engine.calls.last == "remove")
    }

    @Test func cancellationSkipsTheRestAndRemovesContainers() async throws {
        let hasBegun = Gate()
        var script = ScriptedEngine.Script()
        script.run = { request, _ in
            if request.arguments == ["1"] { return 0 }
            hasBegun.open()
            try await Gate().pass()
            return 0
        }
        script.remove = { _ in try Task.checkCancellation() }
        let fixture = try RunFixture(
            """
            pipelines:
              p:
                blubberfile: blubber.yaml
                stages:
                  - { name: a, build: test, run: { arguments: ['1'] } }
                  - { name: b, build: test, run: { arguments: ['2'] } }
                  - { name: c, build: production, publish: { image: true } }
              q: { blubberfile: blubber.yaml, stages: [ { name: test } ] }
            """, script: script)
        let run = fixture.run
        let task = Task { await run.execute() }
        try await hasBegun.pass()
        task.cancel()
        let result = await task.value
        #expect(result.state == .cancelled)
        #expect(result.summary == ["p/a passed", "p/b cancelled", "p/c skipped", "q/test skipped"])
        #expect(result.failure == nil)
        #expect(fixture.engine.calls.count { $0 == "remove" } == 2)
        #expect(Set(fixture.engine.removed) == Set(fixture.engine.runs.map(\.name)))
        #expect(fixture.warnings == [])
    }

    @Test func aRunCancelledBeforeItBeginsDoesNothing() async throws {
        let fixture = try RunFixture(Self.testThenPublish)
        let run = fixture.run
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await run.execute()
        }
        #expect(await task.value.summary == ["p/test cancelled", "p/production skipped"])
        #expect(fixture.engine.calls == [])
    }

    @Test func aContainerThatStaysIsAWarning() async throws {
        var script = ScriptedEngine.Script()
        script.remove = { name in
            throw EngineFailure(.other, operation: "remove the container", subject: name.text, details: ["busy"])
        }
        let fixture = try RunFixture(
            "pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: test } ] } }", script: script)
        let result = await fixture.run.execute()
        #expect(result.state == .passed)
        let name = try #require(fixture.engine.runs.first?.name)
        #expect(
            fixture.warnings == [
                "the container \(name) could not be removed: cannot remove the container \(name)\n  busy"
            ])
    }

    @Test func aBaseThatCannotBePulledIsNamedWithItsPlace() async throws {
        var script = ScriptedEngine.Script()
        script.pull = { reference, _ in
            throw EngineFailure(
                .baseUnavailable, operation: "pull", subject: "\(reference)", details: ["manifest unknown"],
                hint: "log in")
        }
        let fixture = try RunFixture(Self.testThenPublish, script: script)
        let result = await fixture.run.execute()
        #expect(
            result.failure?.description == """
                cannot pull registry.example.org/base:1, named at .pipeline/blubber.yaml:2:7
                  manifest unknown
                  help: log in
                """)
        #expect(fixture.engine.builds.count == 0)
        #expect(result.built == [])
    }

    @Test func exportsBindOnce() async throws {
        let fixture = try RunFixture(
            "pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: a, build: test, exports: { imageID: x } } ] } }"
        )
        let result = await fixture.run.execute()
        #expect(
            result.failure?.description
                == "`a` already has a value assigned to `imageID`\n  help: use another name")
    }

    @Test func runsNothingButImageIDs() async throws {
        let fixture = try RunFixture(
            """
            pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: a, run: { image: 'debian:bookworm' } } ] } }
            """)
        let result = await fixture.run.execute()
        #expect(
            result.failure?.description == """
                `a` cannot run `debian:bookworm`: it is no image ID
                  help: use the ID of an image that this pipeline built, as in `${build.imageID}`
                """)
        #expect(fixture.engine.calls == [])
    }
}
