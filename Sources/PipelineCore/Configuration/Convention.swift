/// The pipeline of a repository that has a `.pipeline/blubber.yaml` and no `.pipeline/config.yaml`: build and run the
/// variant `test`; where the event publishes, then build the variant `production` and publish it.
public enum Convention {
    /// What the convention makes of a Blubber file.
    public struct Outcome: Sendable {
        /// The pipeline.
        public let pipeline: Pipeline
        /// What was left out and why, one line each.
        public let warnings: [String]
    }

    /// The pipeline for a Blubber file with these variants; `nil` if it has neither `test` nor `production`, or nothing to
    /// do without publishing.
    public static func pipeline(variants: [String], publishes: Bool) -> Outcome? {
        let file = BlubberFile.path(Template(literal: "blubber.yaml"))
        var stages: [Stage] = []
        var warnings: [String] = []
        if variants.contains("test") {
            var test = Stage(name: "test", location: nil, blubberFile: file)
            test.build = BuildStep()
            test.run = RunStep()
            test.keys = ["build", "run"].map { StageKey(name: $0, location: nil) }
            stages.append(test)
        } else {
            warnings.append("`.pipeline/blubber.yaml` has no variant `test`: nothing is tested")
        }
        if publishes {
            if variants.contains("production") {
                var production = Stage(name: "production", location: nil, blubberFile: file)
                production.build = BuildStep()
                production.publish = PublishStep()
                production.keys = ["build", "publish"].map { StageKey(name: $0, location: nil) }
                stages.append(production)
            } else {
                warnings.append("`.pipeline/blubber.yaml` has no variant `production`: nothing is published")
            }
        }
        guard !stages.isEmpty else { return nil }
        let names = stages.map(\.name)
        let pipeline = Pipeline(
            name: publishes ? "publish" : "test", stages: stages, graph: ExecutionGraph(nodes: names, paths: [names]),
            directory: "")
        return Outcome(pipeline: pipeline, warnings: warnings)
    }
}
