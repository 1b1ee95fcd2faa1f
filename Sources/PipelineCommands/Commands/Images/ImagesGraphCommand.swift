internal import ArgumentParser
internal import ImageTree

struct ImagesGraphCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, mermaid, dot
    }

    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Shows which images of a tree stand on which others.",
        discussion: """
            Needs no engine and no network. With --select, it is what the selected images stand on and what stands on them.

            Example:
              pipeline-runner images graph images --format dot | dot -Tsvg >images.svg
            """)

    @OptionGroup var treeOptions: TreeOptions
    @OptionGroup var selectOption: SelectOption

    @Option(help: "text, mermaid or dot.")
    var format = Format.text

    func run() throws {
        let context = CommandContext.ofProcess()
        let tree = try treeOptions.tree(context)
        let selected = Set(tree.matching(selectOption.select))
        if selected.isEmpty { throw TreeOptions.nothingSelected(selectOption.select) }
        let shown = Set(tree.withAncestors(of: selected) + tree.withDescendants(of: selected))
        let graph = TreeGraph(tree: tree, names: tree.order.filter(shown.contains))
        switch format {
        case .text: context.standardOutput.write(graph.text)
        case .mermaid: context.standardOutput.write(graph.mermaid)
        case .dot: context.standardOutput.write(graph.dot)
        }
    }
}
