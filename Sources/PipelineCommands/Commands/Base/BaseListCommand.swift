internal import ArgumentParser
internal import ImageTree
internal import PipelineCore

struct BaseListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists base images: their definitions, and what the engine has of them.",
        discussion: """
            Example:
              pipeline-runner base list pipelines/base
            """)

    @Argument(help: ArgumentHelp("Definitions, or folders of them.", valueName: "file|folder"))
    var paths: [String] = ["pipelines/base"]

    @OptionGroup var configurationOption: ConfigurationOption
    @OptionGroup var engineOptions: EngineOptions

    func run() async throws {
        let context = CommandContext.ofProcess()
        let entries = try BaseDefinitions.read(paths, context: context)
        let file = try configurationOption.read(repositoryAt: ".", context)
        let local = try await engineOptions.select(context, file.configuration, warn: context.warn).images()
        let builder = BaseImageBuilder(runner: context.runner, cacheFolder: "\(context.cacheFolder)/base")
        var rows = [["NAME", "SUITE", "ARCHITECTURE", "TODAY", "SIZE", "TAGS"]]
        for entry in entries {
            let definition = entry.definition
            let prefix = "localhost/base/\(definition.name):"
            let isName = { (reference: String) in
                reference.hasPrefix(prefix)
                    && !reference.dropFirst(prefix.count).hasPrefix(BaseImagePublisher.untestedPrefix)
            }
            let held = local.filter { $0.references.contains(where: isName) }
            let tags = held.flatMap { $0.references.filter(isName) }.map { String($0.dropFirst(prefix.count)) }.sorted()
            let today = try await builder.cached(definition, now: context.now.seconds)
            rows.append([
                definition.name, definition.suite, definition.architecture.rawValue,
                today.map { "\($0.packages.count) packages" } ?? "not built", held.first?.size ?? "-",
                tags.isEmpty ? "-" : tags.joined(separator: " "),
            ])
        }
        context.standardOutput.write(TextTable.text(rows))
    }
}
