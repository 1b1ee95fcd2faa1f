import Testing

@testable import PipelineCore

@Suite struct ConventionTests {
    private func stages(_ outcome: Convention.Outcome?) -> [String]? {
        outcome?.pipeline.stages.map { stage in
            let steps = [("build", stage.build != nil), ("run", stage.run != nil), ("publish", stage.publish != nil)]
            return ([stage.name] + steps.filter(\.1).map(\.0)).joined(separator: " ")
        }
    }

    @Test func gate() throws {
        let outcome = try #require(Convention.pipeline(variants: ["production", "test"], publishes: false))
        #expect(outcome.pipeline.name == "test")
        #expect(stages(outcome) == ["test build run"])
        #expect(outcome.warnings == [])
        #expect(outcome.pipeline.literalBlubberFiles == ["blubber.yaml"])
    }

    @Test func merge() throws {
        let outcome = try #require(Convention.pipeline(variants: ["production", "test"], publishes: true))
        #expect(outcome.pipeline.name == "publish")
        #expect(stages(outcome) == ["test build run", "production build publish"])
        #expect(outcome.pipeline.graph.ancestors(of: "production") == ["test"])
        #expect(outcome.warnings == [])
    }

    @Test func partly() {
        let tested = Convention.pipeline(variants: ["test"], publishes: true)
        #expect(stages(tested) == ["test build run"])
        #expect(tested?.warnings == ["`.pipeline/blubber.yaml` has no variant `production`: nothing is published"])
        let untested = Convention.pipeline(variants: ["production"], publishes: true)
        #expect(stages(untested) == ["production build publish"])
        #expect(untested?.warnings == ["`.pipeline/blubber.yaml` has no variant `test`: nothing is tested"])
    }

    @Test func nothingToDo() {
        #expect(stages(Convention.pipeline(variants: ["production"], publishes: false)) == nil)
        #expect(stages(Convention.pipeline(variants: ["lint"], publishes: true)) == nil)
    }
}
