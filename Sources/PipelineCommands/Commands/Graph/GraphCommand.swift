internal import ArgumentParser
internal import PipelineCore

struct GraphCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, mermaid, dot
    }

    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Shows the stages of a repository's pipelines and which wait for which.",
        discussion: """
            Reads the files as they lie in the folder, and needs no engine. Stages with no path between them run at the same \
            time. With --run it shows the pipelines of a recorded run, as its commit has them, and how each stage stands; \
            the repository is needed only for runs that no daemon carried out.

            Example:
              pipeline-runner graph --format dot | dot -Tsvg >pipelines.svg
              pipeline-runner graph --run 20240305-101500
            """)

    @Argument(help: ArgumentHelp("A repository's folder, or a config.yaml.", valueName: "repo"))
    var path = "."

    @Option(help: ArgumentHelp("A pipeline to show; may be given several times.", valueName: "name"))
    var pipeline: [String] = []

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("A run whose stages are shown with their state.", valueName: "run"))
    var pastRun: String?

    @Option(help: "text, mermaid or dot.")
    var format = Format.text

    @OptionGroup var stateOptions: StateOptions

    func run() async throws {
        let context = CommandContext.ofProcess()
        var graph: StageGraph
        if let pastRun {
            graph = try await RunGraph(run: pastRun, access: RunAccess(stateOptions, context), context: context)
                .graph(path: path)
        } else {
            graph = StageGraph(pipelines: try PipelineFiles(path: path, context: context).pipelines())
        }
        if !pipeline.isEmpty {
            graph.pipelines = try PipelineSelection.select(from: graph.pipelines, names: pipeline, publishes: true)
        }
        switch format {
        case .text: context.standardOutput.write(graph.text)
        case .mermaid: context.standardOutput.write(graph.mermaid)
        case .dot: context.standardOutput.write(graph.dot)
        }
    }
}
