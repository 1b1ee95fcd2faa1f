import OCI
import Synchronization
import Testing

@testable import PipelineCore

@Suite struct RunPublishTests {
    /// Publishes as `image` says, and then hands all that was bound to a container.
    private func fixture(
        _ image: String, script: ScriptedEngine.Script = ScriptedEngine.Script(), publishes: Bool = true,
        source: RunSource = RunFixture.source
    ) throws -> RunFixture {
        let values = ["imageName", "imageFullName", "imageTag", "imageTags", "publishedImage"]
            .map { "'${a.\($0)}'" }.joined(separator: ", ")
        return try RunFixture(
            """
            pipelines:
              p:
                blubberfile: blubber.yaml
                stages:
                  - { name: names, exports: { foreign: other, bad: 'a b' } }
                  - { name: a, build: production, publish: { image: \(image) } }
                  - { name: b, run: { image: '${a.imageID}', arguments: [\(values)] } }
            """, script: script, publishes: publishes, source: source)
    }

    @Test(arguments: [true, false]) func parentsMayHaveToBeKnown(publishes: Bool) async throws {
        let fixture = try RunFixture(
            "pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: a, build: production, publish: { image: true } } ] } }",
            publishes: publishes, knownParents: true)
        let refusal = """
            `a` stands on registry.example.org/base:1, which is neither a base nor a production image
              help: stand on an image that `images build` or `base build` made
            """
        #expect(await fixture.run.execute().failure?.description == (publishes ? refusal : nil))
    }

    @Test func pushesAllTagsAndRecordsOneDigest() async throws {
        let fixture = try fixture("{ name: Widgets-API, tag: 'V1', tags: [edge, 'v1', '', '${setup.tag}', edge] }")
        let result = await fixture.run.execute()
        #expect(result.failure?.description == nil)
        let name = "registry.example.org/prod/widgets-api"
        #expect(
            fixture.engine.calls.filter { $0.hasPrefix("push") || $0.hasPrefix("point") }.sorted() == [
                "point docker://\(name):edge at 1", "point docker://\(name):v1.2.0-rc1 at 1",
                "push 1 docker://\(name):v1",
            ])
        let image = try #require(result.images.first)
        #expect(result.images.count == 1)
        #expect(image.name == "widgets-api" && image.tags == ["v1", "edge", "v1.2.0-rc1"])
        #expect(image.digest == .numbered(1) && image.reference == "\(name):v1")
        #expect(Array(image.parents.keys) == ["registry.example.org/base:1"] && image.buildKey?.count == 64)
        #expect(
            fixture.engine.runs.map(\.arguments) == [
                ["widgets-api", name, "v1", "[v1, edge, v1.2.0-rc1]", "\(name):v1"]
            ])
        let published = fixture.events.compactMap { event in
            if case .published(let id, let image) = event { "\(id) \(image.reference)" } else { nil }
        }
        #expect(published == ["p/a \(name):v1"])
    }

    @Test func bindsWithoutPushingWhereTheRunDoesNotPublish() async throws {
        let fixture = try fixture("true", publishes: false)
        let result = await fixture.run.execute()
        #expect(result.state == .passed)
        #expect(result.images == [])
        #expect(!fixture.engine.calls.contains { $0.hasPrefix("push") })
        let name = "registry.example.org/prod/team-widgets"
        #expect(
            fixture.engine.runs.map(\.arguments) == [
                [
                    "team-widgets", name, "2024-03-05-101500-a", "[2024-03-05-101500-a, v1.2.0-rc1]",
                    "\(name):2024-03-05-101500-a",
                ]
            ])
    }

    @Test func aTagThatComesToNothing() async throws {
        var source = RunFixture.source
        source.tag = nil
        let fixture = try fixture("{ tag: '${setup.tag}', tags: ['${setup.tag}'] }", source: source)
        let result = await fixture.run.execute()
        #expect(result.state == .passed)
        #expect(result.images == [])
        #expect(
            fixture.engine.runs.map(\.arguments) == [
                [
                    "team-widgets", "registry.example.org/prod/team-widgets", "", "",
                    "registry.example.org/prod/team-widgets:",
                ]
            ])
    }

    @Test(
        arguments: [
            (
                "{ name: '${names.foreign}' }",
                "`a` may not publish an image called `other`\n"
                    + "  help: call it `team-widgets` or `team-widgets-…`, `widgets` or `widgets-…`"
            ),
            (
                "{ tags: [fine, '${names.bad}'] }",
                "`a` cannot publish: `registry.example.org/prod/team-widgets:a b` is not an image reference: `a b` is not a "
                    + "tag: letters, digits, `_`, `.` and `-`, at most 128, not beginning with `.` or `-`\n"
                    + "  help: see `publish` in .pipeline/config.yaml"
            ),
        ], [true, false])
    func nothingIsPushedIfANameOrTagIsRefused(_ refused: (String, String), _ publishes: Bool) async throws {
        let fixture = try fixture(refused.0, publishes: publishes)
        // Only the run knows these names, so the check before it has nothing to say.
        try await fixture.run.check()
        let result = await fixture.run.execute()
        #expect(result.failure?.description == refused.1)
        #expect(fixture.engine.calls.last == "build production")
    }

    @Test func aNameThatFailsTakesTheOthersBack() async throws {
        let name = "registry.example.org/prod/team-widgets"
        var script = ScriptedEngine.Script()
        script.digest = { $0.reference.hasSuffix(":edge") ? .numbered(7) : nil }
        script.push = { _ in .numbered(1) }
        script.point = { destination, digest in
            // The one name cannot be given, and a registry can forget none.
            guard digest != nil else { return false }
            guard destination.reference.hasSuffix(":late"), digest == .numbered(1) else { return true }
            throw EngineFailure(.registryFailed, operation: "publish", subject: destination.reference, details: ["no"])
        }
        let result = await (try fixture("{ tag: edge, tags: [late] }", script: script)).run.execute()
        #expect(result.images == [])
        #expect(result.failure?.description == "cannot publish \(name):late\n  no\n  taken back: \(name):edge")

        let fresh = try fixture("{ tag: one, tags: [late] }", script: script)
        #expect(
            await fresh.run.execute().failure?.description
                == "cannot publish \(name):late\n  no\n  could not be taken back: \(name):one")
        #expect(fresh.engine.calls.last == "point docker://\(name):one at nothing")
    }

    @Test func aRegistryWithTroubleIsAskedAgain() async throws {
        let attempts = Mutex(0)
        var script = ScriptedEngine.Script()
        script.push = { destination in
            let attempt = attempts.withLock { count in
                count += 1
                return count
            }
            guard attempt > 2 else {
                throw EngineFailure(
                    .registryTrouble, operation: "push", subject: destination.reference, details: ["500"])
            }
            return .numbered(1)
        }
        let yaml = """
            pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: a, build: test, publish: { image: true } } ] } }
            """
        let fixture = try RunFixture(yaml, script: script, clock: PausingClock())
        let result = await fixture.run.execute()
        #expect(result.failure?.description == nil)
        #expect(result.images.count == 1)
        let lines = fixture.events.compactMap { event in
            if case .output(_, let line) = event { line.text } else { nil }
        }
        #expect(
            lines == ["the registry has trouble: 500; again in 1.0s", "the registry has trouble: 500; again in 3.0s"])
    }

    @Test func aRegistryWhoseTroubleStaysIsTheWorldsFault() async throws {
        var script = ScriptedEngine.Script()
        script.push = { destination in
            throw EngineFailure(.registryTrouble, operation: "push", subject: destination.reference, details: ["500"])
        }
        let yaml = """
            pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: a, build: test, publish: { image: true } } ] } }
            """
        let fixture = try RunFixture(yaml, script: script, clock: PausingClock())
        let result = await fixture.run.execute()
        #expect(result.failure?.isEnvironmental == true)
        #expect(fixture.engine.calls.count { $0.hasPrefix("push") } == 4)
    }

    @Test(arguments: [
        ("{ tags: [stable] }", "", "2024-03-05-101500-a stable v1.2.0-rc1"),
        // Without it, a list takes the place of the default.
        ("{ tags: [stable] }", "off", "2024-03-05-101500-a stable"),
        ("{ tags: ['${setup.tag}', x] }", "", "2024-03-05-101500-a v1.2.0-rc1 x"),
    ])
    func aRunForATagAddsTheTag(_ image: String, _ mode: String, _ expected: String) async throws {
        let yaml = """
            pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: a, build: test, publish: { image: \(image) } } ] } }
            """
        let fixture = try RunFixture(yaml, addsGitTag: mode.isEmpty)
        #expect(await fixture.run.execute().images.map { $0.tags.joined(separator: " ") } == [expected])
    }

    @Test func twoStagesOfOneNameDoNotBothTakeTheTag() async throws {
        let fixture = try RunFixture(
            """
            pipelines:
              p:
                blubberfile: blubber.yaml
                stages:
                  - { name: a, build: test, publish: { image: { tags: [x] } } }
                  - { name: b, build: lint, publish: { image: { tags: [y] } } }
            """, addsGitTag: true)
        #expect(
            await fixture.run.execute().images.map(\.tags) == [
                ["2024-03-05-101500-a", "x"], ["2024-03-05-101500-b", "y"],
            ])
    }

    @Test func aRegistryThatRefuses() async throws {
        var script = ScriptedEngine.Script()
        script.push = { destination in
            throw EngineFailure(
                .registryUnavailable, operation: "publish", subject: destination.reference, details: ["no route"])
        }
        let fixture = try fixture("true", script: script)
        let result = await fixture.run.execute()
        #expect(result.summary == ["p/names passed", "p/a failed", "p/b skipped"])
        #expect(result.failure?.isEnvironmental == true)
        #expect(fixture.engine.calls.count { $0.hasPrefix("push") } == 1)
        #expect(
            result.failure?.description
                == "cannot publish registry.example.org/prod/team-widgets:2024-03-05-101500-a\n  no route")
    }
}
