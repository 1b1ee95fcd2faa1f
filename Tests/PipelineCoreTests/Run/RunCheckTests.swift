import Testing

@testable import PipelineCore

/// What is refused before anything runs.
@Suite struct RunCheckTests {
    private func refusal(
        of stages: String, pipeline: String = "p", blubberfile: String = "blubberfile: blubber.yaml, ",
        blubber: String = RunFixture.blubber
    ) async throws -> String? {
        let fixture = try RunFixture(
            "pipelines: { \(pipeline): { \(blubberfile)stages: [ \(stages) ] } }", blubber: blubber)
        defer { #expect(fixture.engine.calls == []) }
        do {
            try await fixture.run.check()
            return nil
        } catch {
            return error.description
        }
    }

    @Test func accepts() async throws {
        let text = try await refusal(
            of: "{ name: test }, { name: production, build: production, publish: { image: true } }")
        #expect(text == nil)
        // What depends on other stages has to wait.
        let late = try await refusal(
            of:
                "{ name: test, exports: { v: x } }, { name: b, build: '${test.v}', publish: { image: { name: '${test.v}' } } }"
        )
        #expect(late == nil)
    }

    @Test func aVariantThatIsNotThere() async throws {
        let text = try await refusal(of: "{ name: tset }")
        #expect(
            text == """
                .pipeline/config.yaml:1:64: error: .pipeline/blubber.yaml has no variant `tset`
                 1 | pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: tset } ] } }
                   |                                                                ^~~~
                  note: the variants are lint, test, production, mounting, choosing
                  help: did you mean `test`?
                """)
    }

    @Test func aBlubberFileThatIsNotThere() async throws {
        let text = try await refusal(of: "{ name: test }", blubberfile: "")
        #expect(
            text == """
                .pipeline/config.yaml:1:37: error: there is no .pipeline/p/blubber.yaml
                 1 | pipelines: { p: { stages: [ { name: test } ] } }
                   |                                     ^~~~
                  help: say which file with `blubberfile: blubber.yaml`, relative to .pipeline
                """)
        let escaping = try await refusal(of: "{ name: test }", pipeline: "..", blubberfile: "")
        #expect(
            escaping == """
                `blubberfile` leaves the `.pipeline` folder: `../blubber.yaml`
                  help: give a path below .pipeline
                """)
    }

    @Test func aBlubberFileThatIsWrong() async throws {
        let text = try await refusal(
            of: "{ name: test }", blubberfile: "blubberfile: .//blubber.yaml, ", blubber: "version: v4\nbsae: x\n")
        #expect(
            text?.hasPrefix(
                """
                .pipeline/blubber.yaml:2:1: error: unknown key `bsae` in the configuration
                 2 | bsae: x
                   | ^~~~
                  note: allowed here: 
                """) == true)
    }

    @Test(arguments: [
        (
            "{ image: { name: other } }",
            "`a` may not publish an image called `other`\n"
                + "  help: call it `team-widgets` or `team-widgets-…`, `widgets` or `widgets-…`"
        ),
        (
            "{ image: { name: Team/Other } }",
            "`a` may not publish an image called `team-other`\n"
                + "  help: call it `team-widgets` or `team-widgets-…`, `widgets` or `widgets-…`"
        ),
        (
            "{ image: { tags: [ok, 'not ok'] } }",
            "`a` cannot publish: `registry.example.org/prod/team-widgets:not ok` is not an image reference: `not ok` is "
                + "not a tag: letters, digits, `_`, `.` and `-`, at most 128, not beginning with `.` or `-`\n"
                + "  help: see `publish` in .pipeline/config.yaml"
        ),
        (
            "{ image: { name: 'widgets-a b' } }",
            "`a` cannot publish: `registry.example.org/prod/widgets-a b` is not an image reference: `widgets-a b` is not a "
                + "repository name\n  help: see `publish` in .pipeline/config.yaml"
        ),
    ])
    func namesAndTagsThatMayNotBePublished(_ publish: String, _ message: String) async throws {
        let text = try await refusal(of: "{ name: a, build: test, publish: \(publish) }")
        #expect(text == message)
    }
}
