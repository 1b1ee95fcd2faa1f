import BlubberConfig
import Testing

@testable import PipelineCore

@Suite struct RunInlineBlubberTests {
    @Test func anInlineDocumentIsExpandedAndBuilt() async throws {
        let fixture = try RunFixture(
            """
            pipelines:
              p:
                blubberfile: blubber.yaml
                stages:
                  - { name: base, build: test }
                  - name: top
                    blubberfile:
                      version: v4
                      base: '${base.imageLocalName}'
                      variants: { '${setup.projectShortName}-x': { entrypoint: [ echo, '${HOME}' ] } }
                    build: '${setup.projectShortName}-x'
            """)
        try await fixture.run.check()
        let result = await fixture.run.execute()
        #expect(result.failure?.description == nil)
        #expect(fixture.engine.builds.map(\.target) == ["test", "widgets-x"])
        #expect(fixture.engine.calls.contains { $0.hasPrefix("pull localhost/pipeline-runner-image:") })
        #expect(fixture.workspace.written["p-top.Dockerfile"]?.contains("${HOME}") == true)
    }

    @Test func aPipelinesDocumentServesAllItsStages() async throws {
        let fixture = try RunFixture(
            """
            pipelines:
              p:
                blubberfile: { version: v4, base: registry.example.org/a:1, variants: { one: {}, two: {} } }
                stages: [ { name: one }, { name: two } ]
            """)
        #expect(await fixture.run.execute().state == .passed)
        #expect(fixture.engine.builds.map(\.target) == ["one", "two"])
    }

    @Test func findingsHaveTheirPlaceInConfigYAML() async throws {
        let fixture = try RunFixture(
            """
            pipelines:
              p:
                blubberfile:
                  version: v4
                  bsae: x
                stages: [ { name: test } ]
            """)
        let failure = await #expect(throws: StageFailure.self) { try await fixture.run.check() }
        #expect(
            failure?.description.hasPrefix(
                """
                .pipeline/config.yaml:5:7: error: unknown key `bsae` in the configuration
                 5 |       bsae: x
                """) == true)
    }

    @Test(arguments: ["'${X:-y}'", "'${x'"]) func malformedExpressionsAreFound(_ text: String) {
        let reading = Reading(
            "pipelines: { p: { blubberfile: { version: v4, base: \(text) }, stages: [ { name: a } ] } }")
        #expect(reading.summaries.count == 1)
        #expect(reading.summaries.first?.hasPrefix("config.yaml:1:53: error: invalid variable expression") == true)
    }

    @Test func excludesTakeThePlaceOfTheIgnoreFile() async throws {
        let yaml = """
            pipelines:
              p:
                blubberfile: blubber.yaml
                stages:
                  - { name: a, build: { variant: test, excludes: { $each: e, $in: [tmp, o], $yield: '*.${.e}' } } }
                  - { name: b, build: test }
            """
        let fixture = try RunFixture(yaml, files: [".dockerignore": "secret\n"])
        #expect(await fixture.run.execute().state == .passed)
        #expect(fixture.workspace.layouts.map(\.ignored) == [try .init(["*.tmp", "*.o"]), try .init(["secret"])])
        let bad = Reading(stages: "- { name: a, build: { variant: v, excludes: ['[a'] } }")
        #expect(bad.summaries.first?.hasPrefix("config.yaml:4:52: error: `[a` is not a pattern: ") == true)
    }
}
