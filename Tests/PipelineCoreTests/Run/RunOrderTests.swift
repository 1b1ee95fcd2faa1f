import Synchronization
import Testing

@testable import PipelineCore

@Suite struct RunOrderTests {
    private static let release = """
        pipelines:
          release:
            blubberfile: blubber.yaml
            stages:
              - name: lint
              - { name: unit, build: test, run: { arguments: ['--fast'], tail: 1 } }
              - name: image
                build: production
                publish: { image: { name: '${setup.projectShortName}-api', tags: [edge, '${setup.tag}'] } }
                exports: { ref: '${.publishedImage}', tags: '${.imageTags}' }
              - name: smoke
                run:
                  image: '${image.imageID}'
                  arguments: ['${unit.output|none}', '${lint.output|none}', '${image.tags}']
                  env: { REF: '${image.ref}', DIGIT: '${unit.output}', BRANCH: 'on ${branch}', NONE: '${ZUUL_X}' }
            execution: [ [lint, image], [unit, image, smoke] ]
        """

    private static func printing(_ text: String) -> ScriptedEngine.Script {
        var script = ScriptedEngine.Script()
        script.run = { request, output in
            guard request.arguments == ["--fast"] else { return 0 }
            output(OutputLine(.standardOutput, "dots"))
            output(OutputLine(.standardOutput, text))
            output(OutputLine(.standardError, "noise"))
            return 0
        }
        return script
    }

    @Test func callsTheEngineInOrder() async throws {
        let fixture = try RunFixture(Self.release, script: Self.printing("42 passed"))
        try await fixture.run.check()
        #expect(fixture.engine.calls == [])
        let result = await fixture.run.execute()
        #expect(result.failure?.description == nil)
        let name = "registry.example.org/prod/widgets-api"
        #expect(
            fixture.engine.calls.filter { $0 != "remove" && !$0.hasPrefix("point") } == [
                "pull registry.example.org/base:1 always", "build lint", "run 1",
                "build test", "run 2 --fast", "build production",
                "push 3 docker://\(name):2024-03-05-101500-image",
                "run 3 42 passed\n none [2024-03-05-101500-image, edge, v1.2.0-rc1]",
            ])
        // Further names are given at the same time.
        #expect(
            Set(fixture.engine.calls.filter { $0.hasPrefix("point") }) == [
                "point docker://\(name):edge at 1", "point docker://\(name):v1.2.0-rc1 at 1",
            ])
        // Removals go on beside what follows.
        #expect(Set(fixture.engine.removed) == Set(fixture.engine.runs.map(\.name)))
        #expect(result.state == .passed)
        #expect(
            result.summary == [
                "release/lint passed", "release/unit passed", "release/image passed", "release/smoke passed",
            ])
    }

    @Test func handsValuesToLaterStages() async throws {
        let fixture = try RunFixture(Self.release, script: Self.printing("${HOME} ${.imageID}"))
        #expect(await fixture.run.execute().state == .passed)
        let environment = try #require(fixture.engine.runs.last?.environment)
        #expect(
            environment == [
                "REF": "registry.example.org/prod/widgets-api:2024-03-05-101500-image",
                // What a program printed is no expression.
                "DIGIT": "${HOME} ${.imageID}\n", "BRANCH": "on main", "NONE": "",
            ])
        #expect(
            fixture.warnings == [
                "release/smoke: nothing is known as `${ZUUL_X}`; `NONE` has nothing in its place"
            ])
    }

    @Test func tellsWhatHappensInOrder() async throws {
        let fixture = try RunFixture(
            "pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: test }, { name: b, exports: { a: b } } ] } }",
            script: {
                var script = ScriptedEngine.Script()
                script.build = { _, output in output(OutputLine(.standardError, "step 1")) }
                script.run = { _, output in
                    output(OutputLine(.standardOutput, "ok"))
                    return 0
                }
                return script
            }())
        _ = await fixture.run.execute()
        #expect(
            fixture.events.map(\.summary) == [
                "pipeline p: p/test, p/b", "p/test starts", "p/test: build variant test", "p/test> step 1",
                "p/test: run", "p/test> ok", "p/test passed", "p/b starts", "p/b passed",
            ])
    }

    @Test func aSecondPipelineWaitsForTheFirst() async throws {
        let yaml = """
            pipelines:
              one: { blubberfile: blubber.yaml, stages: [ { name: test } ] }
              two: { blubberfile: blubber.yaml, stages: [ { name: test }, { name: lint } ] }
            """
        let passing = try RunFixture(yaml)
        #expect(await passing.run.execute().summary == ["one/test passed", "two/test passed", "two/lint passed"])

        var script = ScriptedEngine.Script()
        script.run = { _, _ in 1 }
        let failing = try RunFixture(yaml, script: script)
        let result = await failing.run.execute()
        #expect(result.state == .failed)
        #expect(result.summary == ["one/test failed", "two/test skipped", "two/lint skipped"])
        #expect(failing.engine.builds.count == 1)
        #expect(failing.events.map(\.summary).suffix(2) == ["two/test skipped", "two/lint skipped"])
    }

    @Test func valuesDoNotCrossPipelines() async throws {
        let fixture = try RunFixture(
            """
            pipelines:
              one: { blubberfile: blubber.yaml, stages: [ { name: a, exports: { x: first } } ] }
              two: { blubberfile: blubber.yaml, stages: [ { name: a, exports: { z: '${.x|none}' } },
                     { name: b, build: test, run: { arguments: ['${a.z}', '${setup.pipeline}', '${a.stage}'] } } ] }
            """)
        _ = await fixture.run.execute()
        #expect(fixture.engine.runs.map(\.arguments) == [["none", "two", "a"]])
    }

    @Test func whatAnotherStageSaidIsNoLineOfTheLog() async throws {
        let fixture = try RunFixture(
            """
            pipelines:
              p:
                blubberfile: blubber.yaml
                stages:
                  - { name: a, exports: { x: "one\\n[p/b] passed\\r\\u001b[2Jtwo\\u2028three" } }
                  - { name: b, build: test, run: { arguments: ['${a.x}'] } }
            """)
        _ = await fixture.run.execute()
        let titles = fixture.events.compactMap { if case .stepStarted(_, let title) = $0 { title } else { nil } }
        #expect(titles.last?.hasSuffix("one [p/b] passed  [2Jtwo three") == true, "\(titles)")
        #expect(fixture.engine.runs.last?.arguments.first?.contains("\n[p/b] passed\r") == true)
    }

    @Test func bindsWhatIsKnownFromTheStart() async throws {
        let keys = [
            "stage", "pipeline", "logURL", "project", "projectShortName", "commit", "branch", "remote", "tag",
            "timestamp", "params.commit", "params.branch", "params.tag", "GIT_COMMIT", "GIT_BRANCH", "GIT_URL",
            "httpProxy|none", "imageLabels",
        ]
        let list = keys.map { "'${setup.\($0)}'" }.joined(separator: ", ")
        let yaml = """
            pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: a, build: test, run: { arguments: [\(list)] } } ] } }
            """
        let fixture = try RunFixture(yaml)
        _ = await fixture.run.execute()
        let commit = String(repeating: "c", count: 40)
        #expect(
            fixture.engine.runs.map(\.arguments) == [
                [
                    "setup", "p", "/logs/1", "team/widgets", "widgets", commit, "main",
                    "https://git.example.org/team/widgets", "v1.2.0-RC1", "2024-03-05-101500", commit, "main",
                    "v1.2.0-RC1", commit, "main", "https://git.example.org/team/widgets", "none",
                    "[ci.pipeline:p, ci.project:team/widgets, org.opencontainers.image.created:2023-11-14T22:13:20Z, "
                        + "org.opencontainers.image.revision:\(commit), "
                        + "org.opencontainers.image.source:https://git.example.org/team/widgets, "
                        + "org.opencontainers.image.title:team/widgets, org.opencontainers.image.version:\(commit), "
                        + "pipeline-runner.generation:service]",
                ]
            ])
        let proxied = try RunFixture(yaml, httpProxy: "http://proxy.example.org:3128")
        _ = await proxied.run.execute()
        #expect(proxied.engine.runs.first?.arguments[16] == "http://proxy.example.org:3128")
        // Without a branch, tag or remote they are bound to nothing.
        let bare = try RunFixture(yaml, source: RunSource(project: "widgets", commit: commit, commitTime: 0))
        #expect(await bare.run.execute().state == .passed)
        #expect(bare.engine.runs.first?.arguments[6...8] == ["", "", ""])
    }
}

extension RunEvent {
    /// One line, output lines without their stream.
    fileprivate var summary: String {
        switch self {
        case .pipelineStarted(let name, let stages):
            "pipeline \(name): \(stages.map(\.description).joined(separator: ", "))"
        case .stageStarted(let id): "\(id) starts"
        case .stepStarted(let id, let step): "\(id): \(step)"
        case .output(let id, let line): "\(id)> \(line.text)"
        case .stageFinished(let result): "\(result.id) \(result.state.rawValue)"
        case .published(let id, let image): "\(id) published \(image.reference)"
        case .warning(let text): "warning \(text)"
        }
    }
}
