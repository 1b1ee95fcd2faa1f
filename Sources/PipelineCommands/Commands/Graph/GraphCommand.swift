internal import ArgumentParser
internal import BlubberConfig
internal import Diagnostics
internal import FoundationEssentials
internal import PipelineCore

struct GraphCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, mermaid, dot
    }

    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Shows the stages of a repository's pipelines and which wait for which.",
        discussion: """
            Reads the files as they lie in the folder, and needs no engine. Stages with no path between them run at the same \
            time.

            Example:
              pipeline-runner graph --format dot | dot -Tsvg >pipelines.svg
            """)

    @Argument(help: ArgumentHelp("A repository's folder, or a config.yaml.", valueName: "repo"))
    var path = "."

    @Option(help: ArgumentHelp("A pipeline to show; may be given several times.", valueName: "name"))
    var pipeline: [String] = []

    @Option(help: "text, mermaid or dot.")
    var format = Format.text

    func run() throws {
        let context = CommandContext.ofProcess()
        var pipelines = try pipelines(context)
        if !pipeline.isEmpty {
            pipelines = try PipelineSelection.select(from: pipelines, names: pipeline, publishes: true)
        }
        let graph = StageGraph(pipelines: pipelines)
        switch format {
        case .text: context.standardOutput.write(graph.text)
        case .mermaid: context.standardOutput.write(graph.mermaid)
        case .dot: context.standardOutput.write(graph.dot)
        }
    }

    private func pipelines(_ context: CommandContext) throws -> [Pipeline] {
        var isFolder: Bool { (try? FileManager.default.contentsOfDirectory(atPath: context.absolute(path))) != nil }
        let root = context.folder(meantBy: path, holding: [".pipeline"])
        let folder = root == "." ? ".pipeline" : "\(root)/.pipeline"
        let file = isFolder ? "\(folder)/config.yaml" : path
        if !isFolder || FileManager.default.fileExists(atPath: context.absolute(file)) {
            let source = try SourceFile.read(file, context: context)
            return try source.reading(context) { () throws(DiagnosticList) in
                try PipelineConfiguration.parse(source.bytes, file: file).pipelines
            }
        }
        // A repository with a Blubber file alone has the conventional pipeline.
        let source = try SourceFile.read("\(folder)/blubber.yaml", context: context)
        let variants = try source.reading(context) { () throws(DiagnosticList) in
            try BlubberConfiguration.parse(source.bytes, file: source.name).variantNames
        }
        return [Convention.pipeline(variants: variants, publishes: true)?.pipeline].compactMap(\.self)
    }
}
