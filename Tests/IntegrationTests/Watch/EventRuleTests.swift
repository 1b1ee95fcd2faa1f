import PipelineTestSupport
import Testing

/// What the rules under `events` of a fleet file make of a merge.
@Suite(.timeLimit(.minutes(10)))
struct EventRuleTests {
    private static let config = """
        pipelines:
          checks: { blubberfile: blubber.yaml, stages: [ { name: test } ] }
          docs: { blubberfile: blubber.yaml, stages: [ { name: test } ] }
          deliver:
            blubberfile: blubber.yaml
            stages:
              - { name: test }
              - { name: image, build: production, publish: { image: true } }

        """

    /// Runs one merge, which changes the file `change`, and returns the run and its log.
    private func merge(_ rules: String, in sandbox: Sandbox) async throws -> (run: WatchedService.Run, log: String) {
        let watched = try await WatchedService(
            in: sandbox, config: Self.config, settings: "branches: [main], interval: 1s, events: {merge: \(rules)}")
        try await watched.watching { daemon in
            try await daemon.says("first look")
            try await watched.merge("two")
            try await daemon.says("run ends")
        }
        #expect(try watched.publishedTags() == [])
        let run = try #require(try await watched.runs().first)
        return (run, try await sandbox.program(["runs", "log", run.id]).output)
    }

    @Test func aPipelineThatDoesMoreThanIsAllowedFailsBeforeAnythingIsBuilt() async throws {
        try await withSandbox(.buildah) { sandbox in
            let (run, log) = try await merge("[{actions: [build, run]}]", in: sandbox)
            #expect(run.state == "failed" && run.attempts == 1 && run.images.isEmpty)
            #expect(
                run.message == """
                    the stage `image` of the pipeline `deliver` has the action `publish`, which the fleet file \
                    does not allow for this event
                      help: it allows: build, run
                    """)
            #expect(!log.contains("] --- "), "\(log)")
            let built = try await sandbox.shell("buildah images --quiet --filter label=ci.project=\(sandbox.name)")
            #expect(built == "")
            try await sandbox.expectNothingLeft()
        }
    }

    @Test func theChangedFilesDecideWhichPipelinesRun() async throws {
        try await withSandbox(.buildah) { sandbox in
            let rules = "[{pipelines: [checks], paths: [change]}, {pipelines: [docs, deliver], paths: [docs]}]"
            let (run, log) = try await merge(rules, in: sandbox)
            #expect(run.state == "passed")
            #expect(log.contains("[checks/test] the test ran\n"))
            #expect(!log.contains("[docs/") && !log.contains("[deliver/"), "\(log)")
        }
    }
}
