import FleetConfig
import PipelineCore
import PipelineTestSupport
import RunFiles
import Testing

@testable import PipelineCommands

/// Which pipelines of a commit the rules of a fleet file pick, and which they refuse for what they do.
@Suite struct PipelineChoiceTests {
    private static let configuration = """
        pipelines:
          publish:
            blubberfile: blubber.yaml
            stages:
              - {name: unit, build: test, run: true}
              - {name: image, build: production, publish: {image: true}}
          test: {blubberfile: blubber.yaml, stages: [{name: test}]}
          api-publish:
            blubberfile: blubber.yaml
            stages: [{name: image, build: production, publish: {image: true}}]
          api-test: {blubberfile: blubber.yaml, stages: [{name: test}]}

        """

    private static let refusal = """
        error: the stage `image` of the pipeline `publish` has the action `publish`, which the fleet file does not \
        allow for this event
          help: it allows: build, run
        """

    /// The rules that stand under `merge` in a fleet file.
    private func rules(_ items: String) throws -> [PipelineRule] {
        let file = "repositories: [{name: r, url: /r, events: {merge: \(items)}}]"
        let fleet = try FleetConfiguration.parse(file.utf8, file: "watch.yaml", folder: "/")
        return fleet.repositories[0].settings.events[.merge] ?? []
    }

    /// The names of the pipelines that a merge runs, in that order.
    private func names(of choice: PipelineChoice) async throws -> String {
        try await withTemporaryFolder { folder in
            let start = UTCTime(seconds: 1_709_633_700)
            let workspace = try CheckoutWorkspace(in: StateFolder("\(folder)/state"), for: RunID(startingAt: start))
            defer { workspace.remove() }
            try write(Self.configuration, to: "\(workspace.checkout)/.pipeline/config.yaml")
            return try choice.select(from: workspace, publishes: true).pipelines.map(\.name).joined(separator: " ")
        }
    }

    @Test(arguments: [
        ("[test]", "test"), ("['*']", "test api-test publish api-publish"), ("['api-*']", "api-test api-publish"),
        ("[publish, 'api-t*']", "api-test publish"),
        ("[{pipelines: [publish]}, {pipelines: ['?est', nothing]}]", "test publish"),
        // Rules that name no pipeline leave it to the event.
        ("[{actions: [build, run, publish]}]", "test publish"),
    ])
    func patternsPickPipelines(_ items: String, _ expected: String) async throws {
        #expect(try await names(of: PipelineChoice(rules: rules(items))) == expected)
    }

    @Test(arguments: ["[]", "[nothing, 'tes']", "[{pipelines: [nothing], actions: [build]}]"])
    func withoutARuleForAnyNothingRuns(_ items: String) async throws {
        let choice = PipelineChoice(rules: try rules(items))
        let refusal = await #expect(throws: PipelineSelection.Refusal.self) { try await names(of: choice) }
        #expect(refusal?.hint == "it has: publish, test, api-publish, api-test")
    }

    @Test(arguments: [
        "[{actions: [build, run]}]", "[{pipelines: [publish], actions: [run, build]}]",
        // What another pipeline may do is of no use to this one.
        "[{pipelines: [publish], actions: [build, run]}, {pipelines: [test], actions: [build, run, publish]}]",
        "[test, {pipelines: ['p*'], actions: [build]}, {pipelines: [publish], actions: [run]}]",
    ])
    func aPipelineThatDoesMoreThanIsAllowedIsRefused(_ items: String) async throws {
        let choice = PipelineChoice(rules: try rules(items))
        let exit = await #expect(throws: CommandExit.self) { try await names(of: choice) }
        #expect(exit?.kind == .badInput)
        #expect(exit?.message == Self.refusal)
    }

    @Test(arguments: [
        "[{pipelines: [publish], actions: [build, run]}, {pipelines: ['p*'], actions: [publish]}]",
        "[publish, {pipelines: [publish], actions: [build]}]",
    ])
    func aPipelineMayDoWhatOneOfItsRulesAllows(_ items: String) async throws {
        #expect(try await names(of: PipelineChoice(rules: rules(items))) == "publish")
    }

    @Test func aTriggerNamesAPipelineThatRulesMayBeFor() async throws {
        let some = try rules("[test, {pipelines: [publish], actions: [build, run]}]")
        #expect(try await names(of: PipelineChoice(triggered: "api-publish", rules: some)) == "api-publish")
        let refused = PipelineChoice(triggered: "publish", rules: some)
        let exit = await #expect(throws: CommandExit.self) { try await names(of: refused) }
        #expect(exit?.message == Self.refusal)
        // One that names none runs what a merge runs.
        #expect(try await names(of: PipelineChoice(triggered: nil, rules: rules("['api-t*']"))) == "api-test")
    }
}
