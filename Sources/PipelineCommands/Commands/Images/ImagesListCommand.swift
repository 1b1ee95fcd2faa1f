internal import ArgumentParser
internal import ImageTree

struct ImagesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists a tree's images.",
        discussion: """
            Example:
              pipeline-runner images list -c config.yaml images
            """)

    @OptionGroup var treeOptions: TreeOptions
    @OptionGroup var selectOption: SelectOption

    func run() async throws {
        let context = CommandContext.ofProcess()
        let tree = try treeOptions.tree(context)
        for name in tree.matching(selectOption.select) {
            guard let image = tree.images[name] else { continue }
            context.standardOutput.write("\(image.definition.labelText)\n")
        }
    }
}
