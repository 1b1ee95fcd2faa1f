internal import ArgumentParser
internal import Diagnostics
internal import FoundationEssentials
internal import ImageTree

struct ImagesRenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Prints the Dockerfiles that a tree's templates render to.",
        discussion: """
            Needs no engine and no network. With --json prints one object from NAME:TAG to the text, to the byte as it is \
            built.

            Example:
              pipeline-runner images render -c config.yaml images --select '*python3*'
            """)

    @OptionGroup var treeOptions: TreeOptions
    @OptionGroup var selectOption: SelectOption

    @Flag(help: "Prints a JSON object from NAME:TAG to text.")
    var json = false

    func run() throws {
        let context = CommandContext.ofProcess()
        let tree = try treeOptions.tree(context)
        var texts: [String: String] = [:]
        var findings = DiagnosticList()
        var printed = ""
        for name in tree.matching(selectOption.select) {
            guard let image = tree.images[name] else { continue }
            switch image.dockerfile {
            case .success(let text):
                texts[image.definition.labelText] = text
                if !json { printed += "# \(image.definition.labelText)\n\(text)\n\n" }
            case .failure(let errors): findings.append(contentsOf: errors)
            }
        }
        context.standardOutput.write(json ? JSONText.line(texts) + "\n" : printed)
        TreeOptions.show(findings, tree.sources, context)
        if findings.hasErrors { throw CommandExit(.badInput) }
        if texts.isEmpty { throw TreeOptions.nothingSelected(selectOption.select) }
    }
}

extension TreeOptions {
    static func nothingSelected(_ pattern: String?) -> CommandExit {
        CommandExit(
            .badInput,
            "error: no image matches `\(pattern ?? "")`\n"
                + "  help: the pattern is for the whole of REGISTRY/NAME:TAG: write '*NAME*'")
    }
}
