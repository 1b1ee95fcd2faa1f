import Testing

@testable import PipelineCore

/// Values whose kind only the run knows.
@Suite struct RunValueKindTests {
    private func failure(of stage: String) async throws -> String? {
        let yaml = "pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: a, \(stage) } ] } }"
        let result = await (try RunFixture(yaml)).run.execute()
        #expect(result.state == .failed)
        return result.failure?.description
    }

    @Test(arguments: [
        (
            "build: test, run: { arguments: { $merge: a, $with: '${.stage}' } }",
            "`run.arguments` must be a list, and `$merge` made something else of it"
        ),
        (
            "build: test, run: { env: { $merge: a, $with: '${.stage}' } }",
            "`run.env` must be a map, and `$merge` made something else of it"
        ),
        (
            "trigger: { name: x, parameters: { $merge: [a], $with: ['${.stage}'] } }",
            "`trigger.parameters` must be a map, and `$merge` made something else of it"
        ),
        (
            "build: test, run: true, copy: { $merge: a, $with: '${.stage}' }",
            "`copy` of `a` must be a list, and `$merge` made something else of it"
        ),
        (
            "build: test, run: true, copy: { $each: x, $in: a, $yield: [b] }",
            "`a` cannot copy: an entry of `copy` is a list: [b]"
        ),
        ("build: { variant: test, excludes: ['${.stage}[']}", "`a` cannot leave out `a[`: "),
        (
            "build: test, exports: { x: { $each: [k, v], $in: one } }",
            "insufficient number of values given ([one]) to bind to variables ([k, v])"
        ),
        ("build: test, exports: { x: '${.nothing}' }", "no value is bound for `${.nothing}`; readable here: "),
    ])
    func wrongOnesFailTheStage(_ stage: String, _ message: String) async throws {
        let text = try #require(try await failure(of: stage))
        #expect(text.contains(message), "\(text)")
    }

    @Test func aMailWhoseReceiversCannotBeReadIsAWarning() async throws {
        struct Deaf: Notifier {
            func deliver(_ notice: FailureNotice) async -> [String] { notice.receivers }
        }
        var services = RunServices()
        services.notifier = Deaf()
        var script = ScriptedEngine.Script()
        script.build = { _, _ in throw StageFailure.refused("no", hint: "none") }
        let fixture = try RunFixture(
            "pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: a, build: test, "
                + "notify: { email: { to: ['${.address}'] } } } ] } }", script: script, reachesOut: true,
            services: services)
        _ = await fixture.run.execute()
        #expect(fixture.warnings.count == 1)
        #expect(fixture.warnings.first?.hasPrefix("`notify` of p/a has no receivers: no value is bound for") == true)
    }
}
