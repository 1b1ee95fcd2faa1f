internal import ArgumentParser
internal import ImageTree
internal import OCI
internal import PipelineCore

struct ImagesPruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Removes old versions of a tree's images from this machine.",
        discussion: """
            Of each image all versions but the one in its changelog go. Nothing remote is touched.

            Example:
              pipeline-runner images prune -c config.yaml images --select '*nodejs*'
            """)

    @OptionGroup var treeOptions: TreeOptions
    @OptionGroup var selectOption: SelectOption

    @Option(help: ArgumentHelp("Keeps the nightly build of this identifier and nothing else.", valueName: "id"))
    var nightly: String?

    @Flag(name: .customLong("dry-run"), help: "Says what would be removed.")
    var dryRun = false

    @OptionGroup var engineOptions: EngineOptions

    func run() async throws {
        let context = CommandContext.ofProcess()
        let tree = try treeOptions.tree(
            context, suffix: nightly.map(TreeSuffix.identifier) ?? .none, showsWarnings: false)
        let names = tree.matching(selectOption.select)
        if names.isEmpty { throw TreeOptions.nothingSelected(selectOption.select) }
        let file = try treeOptions.runnerFile(context)
        let engine = try await engineOptions.select(context, file.configuration, warn: context.warn)
        let pruning = TreePruning(of: tree, names: names, local: try await engine.images())
        var hasFailed = false
        for reference in pruning.references {
            context.standardOutput.write("\(reference)\n")
            if dryRun { continue }
            do {
                try await engine.remove(image: reference)
            } catch let failure as EngineFailure {
                context.warn("\(failure)")
                hasFailed = true
            }
        }
        if hasFailed { throw CommandExit(.pipelineFailed) }
    }
}
