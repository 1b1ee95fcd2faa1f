internal import ArgumentParser
internal import Diagnostics
internal import FoundationEssentials
internal import Glibc
internal import ImageTree
internal import PipelineCore

/// Flags of every command that reads a tree of images.
struct TreeOptions: ParsableArguments {
    @Option(
        name: [.customShort("c"), .customLong("configfile"), .customLong("config")],
        help: ArgumentHelp(
            "The tree's configuration.",
            discussion: "Defaults to config.yaml in the current folder, then in the tree. "
                + "$XDG_CONFIG_HOME/docker-pkg.yaml is read before it.", valueName: "file"))
    var configFile: String?

    @Option(
        name: .customLong("runner-config"),
        help: ArgumentHelp(
            "The run configuration.",
            discussion: "Defaults to $PIPELINE_RUNNER_CONFIG and to pipeline-runner.yaml where `run` looks for it.",
            valueName: "file"))
    var runnerConfig: String?

    @Argument(help: "The tree's folder.")
    var directory: String

    /// The run configuration that holds for the tree.
    func runnerFile(_ context: CommandContext) throws -> RunnerFile {
        try RunnerFile.find(given: runnerConfig, repositoryAt: directory, context)
    }

    /// Reads configuration and tree; findings are shown on the way.
    ///
    /// - Parameter unusable: how the command ends where there is a tree with images that cannot be read.
    /// - Throws: `CommandExit` with everything said already.
    func tree(
        _ context: CommandContext, suffix: TreeSuffix = .none, showsWarnings: Bool = true,
        unusable: CommandExit.Kind = .badInput
    ) throws -> ProductionTree {
        let configuration = try configuration(context)
        var path = directory
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        var folder = context.absolute(path)
        if folder.hasSuffix("/.") { folder.removeLast(2) }
        do throws(ProductionTree.Unusable) {
            let tree = try ProductionTree(at: folder, path: path, configuration: configuration, suffix: suffix)
            try tree.checkEncoding()
            if showsWarnings { Self.show(tree.warnings, tree.sources, context) }
            return tree
        } catch {
            Self.show(error.findings, error.sources, context)
            let isEmpty = error.findings.diagnostics.contains { $0.code == "tree.empty" }
            throw CommandExit(isEmpty ? .badInput : unusable)
        }
    }

    static func show(_ findings: DiagnosticList, _ sources: [String: String], _ context: CommandContext) {
        guard !findings.diagnostics.isEmpty else { return }
        // Cutting the histories of a whole tree into lines takes longer than reading and rendering it.
        let named = Set(findings.diagnostics.compactMap { $0.location?.file })
        let renderer = DiagnosticRenderer(
            sources: sources.filter { named.contains($0.key) }, usesColor: context.standardError.usesColor)
        context.standardError.write(renderer.render(findings))
    }

    private func configuration(_ context: CommandContext) throws -> TreeConfiguration {
        var files: [SourceFile] = []
        let userFile = userConfigurationFile(context)
        if access(userFile, F_OK) == 0 { files.append(try SourceFile.read(userFile, context: context)) }
        files.append(try SourceFile.read(try treeFile(context), context: context))
        let registry = try Registry.configured(try runnerFile(context).configuration, context: context)
        let read = files.map { TreeConfiguration.Source($0.bytes, file: $0.name) }
        let sources = Dictionary(read.map { ($0.file, $0.shownText) }) { $1 }
        do throws(DiagnosticList) {
            let (configuration, warnings) = try TreeConfiguration.parse(read, fallback: registry)
            Self.show(warnings, sources, context)
            return configuration
        } catch {
            Self.show(error, sources, context)
            throw CommandExit(.badInput)
        }
    }

    private func userConfigurationFile(_ context: CommandContext) -> String {
        let folder = context.environment["XDG_CONFIG_HOME"] ?? "\(context.environment["HOME"] ?? "")/.config"
        return "\(folder.isEmpty ? context.currentFolder : folder)/docker-pkg.yaml"
    }

    private func treeFile(_ context: CommandContext) throws -> String {
        if let configFile { return configFile }
        let candidates = [
            "config.yaml", directory.hasSuffix("/") ? "\(directory)config.yaml" : "\(directory)/config.yaml",
        ]
        guard let found = candidates.first(where: { access(context.absolute($0), F_OK) == 0 }) else {
            throw CommandExit(
                .badInput,
                "error: there is no configuration: \(candidates.joined(separator: " and ")) do not exist\n"
                    + "  help: name it with -c FILE; an empty file stands for the defaults")
        }
        return found
    }
}

/// The flag of commands that treat a part of a tree.
struct SelectOption: ParsableArguments {
    @Option(help: ArgumentHelp("Only images whose REGISTRY/NAME:TAG matches, such as '*golang*'.", valueName: "glob"))
    var select: String?
}
