import FoundationEssentials
import OCI
import Synchronization
import Testing

@testable import PipelineCore

/// A run that goes on where another one was interrupted.
@Suite struct RecordedStageTests {
    private static let yaml = """
        pipelines:
          p:
            blubberfile: blubber.yaml
            stages:
              - { name: lint }
              - { name: image, build: production, publish: { image: { tags: [edge] } }, exports: { list: [a, { k: v }] } }
              - { name: smoke, run: { image: '${image.imageID}', arguments: ['${image.publishedImage}', '${image.list}'] } }
            execution: [ [lint], [image, smoke] ]
        """

    /// The outcomes of a run up to `last`, after a way through JSON.
    private static func recorded(until last: String) async throws -> [StageID: StageOutcome] {
        let fixture = try RunFixture(yaml)
        var found: [StageID: StageOutcome] = [:]
        for stage in await fixture.run.execute().stages {
            found[stage.id] = stage.outcome
            if stage.id.stage == last { break }
        }
        let data = try JSONEncoder().encode(found)
        return try JSONDecoder().decode([StageID: StageOutcome].self, from: data)
    }

    private static func holding(_ script: ScriptedEngine.Script = .init()) -> ScriptedEngine.Script {
        var script = script
        script.inspect = { image in ImageID(image).map { ImageDescription(id: $0) } }
        return script
    }

    @Test func whatPassedIsNotRunAgainAndIsRead() async throws {
        let fixture = try RunFixture(
            Self.yaml, script: Self.holding(), recorded: try await Self.recorded(until: "image"))
        let result = await fixture.run.execute()
        #expect(result.summary == ["p/lint passed", "p/image passed", "p/smoke passed"])
        #expect(result.stages.map(\.isRecorded) == [true, true, false])
        let image = "registry.example.org/prod/team-widgets:2024-03-05-101500-image"
        #expect(fixture.engine.calls == ["run 2 \(image) [a, [k:v]]", "remove"])
        #expect(result.images.map(\.reference) == [image])
        #expect(result.built.map { "\($0.name)" }.count == 2)
    }

    @Test func whatAnImageStandsOnIsKnownInALaterAttempt() async throws {
        let yaml = """
            pipelines:
              p:
                blubberfile: blubber.yaml
                stages:
                  - { name: image, build: production }
                  - { name: push, publish: { image: { id: '${image.imageID}' } } }
            """
        var script = Self.holding()
        script.pull = { _, _ in .numbered(7) }
        let first = try RunFixture(yaml, script: script)
        let outcomes = await first.run.execute().stages.map { ($0.id, $0.outcome) }
        let data = try JSONEncoder().encode(Dictionary(outcomes.prefix(1)) { $1 })
        let recorded = try JSONDecoder().decode([StageID: StageOutcome].self, from: data)

        let second = try RunFixture(yaml, script: script, recorded: recorded)
        let result = await second.run.execute()
        #expect(result.stages.map(\.isRecorded) == [true, false])
        #expect(result.images.map(\.parents) == [["registry.example.org/base:1": Digest.numbered(7).text]])
        #expect(result.images.map { $0.buildKey?.count } == [64])
    }

    @Test func whatIsRecordedWithoutParentsIsReadToo() throws {
        let id = ImageID.numbered(1)
        let name = try ImageReference("localhost/pipeline-runner/a:test")
        let data = try JSONEncoder().encode(BuiltImage(name: name, id: id))
        #expect(!String(decoding: data, as: UTF8.self).contains("parents"))
        #expect(try JSONDecoder().decode(BuiltImage.self, from: data) == BuiltImage(name: name, id: id))
    }

    @Test func anImageThatIsGoneIsBuiltAgain() async throws {
        // Nothing is left of the images, and only `image` is needed by what is not finished.
        let fixture = try RunFixture(Self.yaml, recorded: try await Self.recorded(until: "image"))
        let result = await fixture.run.execute()
        #expect(result.stages.map(\.isRecorded) == [true, false, false])
        #expect(fixture.engine.builds.map(\.target) == ["production"])
        #expect(result.state == .passed)
    }

    @Test func aStageWhoseContainerIsReadLaterIsRunAgain() async throws {
        let yaml = """
            pipelines:
              p:
                blubberfile: blubber.yaml
                stages:
                  - { name: a, build: test, run: true }
                  - { name: b, build: test, run: { arguments: ['${a.container}'] } }
            """
        let outcome = StageOutcome(values: ["container": .text("gone"), "stage": .text("a")])
        let id = StageID(pipeline: "p", stage: "a")
        let fixture = try RunFixture(yaml, script: Self.holding(), recorded: [id: outcome])
        let result = await fixture.run.execute()
        #expect(result.stages.map(\.isRecorded) == [false, false])
        #expect(fixture.engine.runs[1].arguments == [fixture.engine.runs[0].name.text])
    }

    @Test func aWholePipelineOfRecordedStagesRunsNothing() async throws {
        let fixture = try RunFixture(Self.yaml, recorded: try await Self.recorded(until: "smoke"))
        let result = await fixture.run.execute()
        #expect(result.state == .passed)
        #expect(fixture.engine.calls == [])
        #expect(result.images.count == 1)
    }

    @Test func whatAStageLeavesIsToldWithSecretsHidden() async throws {
        var granted = GrantedCredentials()
        granted.values = ["token": .string("correct-horse-battery")]
        var script = ScriptedEngine.Script()
        script.run = { _, output in
            output(OutputLine(.standardOutput, "token correct-horse-battery"))
            return 0
        }
        let seen = Mutex<[String: StageValue]>([:])
        let fixture = try RunFixture(
            """
            pipelines:
              p:
                blubberfile: blubber.yaml
                stages:
                  - name: a
                    build: test
                    run: { tail: 1 }
                    exports: { key: 'correct-horse-${.output}', list: ['correct-horse-battery'] }
            """, script: script, credentials: granted
        ) { event in
            if case .stageFinished(let result) = event { seen.withLock { $0 = result.outcome.values } }
        }
        _ = await fixture.run.execute()
        let values = seen.withLock { $0 }
        #expect(values["output"] == .text("token ***\n"))
        #expect(values["list"] == .list([.text("***")]))
        #expect(values["imageID"] == .text(ImageID.numbered(1).hex))
    }
}
