internal import ArgumentParser
internal import BlubberConfig
internal import FleetConfig
internal import JSONSchema
internal import PipelineCore
internal import RunnerConfig

struct SchemaCommand: ParsableCommand {
    /// The kinds of files that there is a schema of.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case blubber, pipeline, watch, runner

        var document: Schema {
            switch self {
            case .blubber: BlubberSchema.document
            case .pipeline: PipelineSchema.document
            case .watch: FleetSchema.document
            case .runner: RunnerSchema.document
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of a kind of configuration file, for editors.",
        discussion: """
            Example:
              pipeline-runner schema blubber > .pipeline/blubber.schema.json
            and as the first line of .pipeline/blubber.yaml:
              # yaml-language-server: $schema=blubber.schema.json
            """)

    @Argument(
        help: """
            blubber: .pipeline/blubber.yaml; pipeline: .pipeline/config.yaml; watch: a fleet file; runner: a run \
            configuration.
            """)
    var kind: Kind

    func run() throws {
        CommandContext.ofProcess().standardOutput.write(kind.document.json.text + "\n")
    }
}
