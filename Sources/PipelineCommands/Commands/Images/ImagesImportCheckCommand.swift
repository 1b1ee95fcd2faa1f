internal import ArgumentParser
internal import Diagnostics
internal import ImageTree

struct ImagesImportCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-check", abstract: "Reports what a tree made for docker-pkg would do differently here.",
        discussion: """
            Needs no engine and no network. Ends with exit code 1 if there are differences; warnings alone are none.

            Example:
              pipeline-runner images import-check -c config.yaml images
            """)

    @OptionGroup var treeOptions: TreeOptions

    func run() throws {
        let context = CommandContext.ofProcess()
        let tree = try treeOptions.tree(context, unusable: .pipelineFailed)
        let differences = ImportCheck(tree).differences
        TreeOptions.show(differences, tree.sources, context)
        if differences.hasErrors { throw CommandExit(.pipelineFailed) }
        context.standardOutput.write("\(treeOptions.directory): \(tree.images.count) images, nothing differs\n")
    }
}
