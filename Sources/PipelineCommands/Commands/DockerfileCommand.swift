internal import ArgumentParser
internal import BlubberConfig
internal import Diagnostics

struct DockerfileCommand: ParsableCommand {
    /// The dialects by name.
    enum Dialect: String, ExpressibleByArgument, CaseIterable {
        case buildkit
        case portable

        var dialect: DockerfileDialect { self == .buildkit ? .buildkit : .portable }
    }

    static let configuration = CommandConfiguration(
        commandName: "dockerfile", abstract: "Prints the Dockerfile that a variant compiles to.",
        discussion: """
            Example:
              pipeline-runner dockerfile .pipeline/blubber.yaml production | docker build -f - .
            """)

    @Argument(help: "A Blubber file; `-` for standard input.")
    var file: String

    @Argument(help: "The variant.")
    var variant: String

    @Option(help: "buildkit: for current BuildKit frontends; portable: for buildah 1.28 and Docker 20.10, too.")
    var dialect = Dialect.buildkit

    func run() throws {
        let context = CommandContext.ofProcess()
        let source = try SourceFile.read(file, context: context)
        do throws(DiagnosticList) {
            let configuration = try BlubberConfiguration.parse(source.bytes, file: source.name)
            let plan = try configuration.plan(for: variant)
            let text = try plan.dockerfile(DockerfileOptions(dialect: dialect.dialect))
            source.show(configuration.warnings, context: context)
            context.standardOutput.write(text)
        } catch {
            source.show(error, context: context)
            throw CommandExit(.badInput)
        }
    }
}
