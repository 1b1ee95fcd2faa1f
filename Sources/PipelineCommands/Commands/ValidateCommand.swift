internal import ArgumentParser
internal import BlubberConfig
internal import Diagnostics
internal import Glibc
internal import ImageTree
internal import PipelineCore

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Checks configuration files and says what is wrong, and where.",
        discussion: """
            Takes repositories (their .pipeline folder is checked) and single files, those of base images, too. Prints a line for each \
            file that is in order; findings go to standard error as file:line:column.

            Example:
              pipeline-runner validate . ../other/.pipeline/blubber.yaml
            """)

    @Argument(help: ArgumentHelp("Repositories or files.", valueName: "repo|file"))
    var paths: [String] = ["."]

    func run() throws {
        let context = CommandContext.ofProcess()
        var isValid = true
        for path in paths {
            for file in try files(at: path, context: context) where !(try check(file, context: context)) {
                isValid = false
            }
        }
        if !isValid { throw CommandExit(.badInput) }
    }

    /// A repository stands for its `config.yaml` and every Blubber file that is there or that `config.yaml` names.
    private func files(at path: String, context: CommandContext) throws -> [String] {
        guard isFolder(context.absolute(path)) else { return [path] }
        let root = path == "." ? "" : path.hasSuffix("/") ? path : "\(path)/"
        let folder = "\(root).pipeline"
        guard isFolder(context.absolute(folder)) else {
            throw CommandExit(
                .badInput,
                "error: \(path) has no .pipeline folder\n  help: describe the image in .pipeline/blubber.yaml")
        }
        var found: [String] = []
        let conventional = "\(folder)/blubber.yaml"
        if access(context.absolute(conventional), F_OK) == 0 { found.append(conventional) }
        let config = "\(folder)/config.yaml"
        if access(context.absolute(config), F_OK) == 0 {
            found.append(config)
            let bytes = try SourceFile.read(config, context: context).bytes
            let pipelines = (try? PipelineConfiguration.parse(bytes, file: config))?.pipelines ?? []
            for name in pipelines.flatMap(\.literalBlubberFiles) where !found.contains("\(folder)/\(name)") {
                found.append("\(folder)/\(name)")
            }
        }
        guard !found.isEmpty else {
            throw CommandExit(.badInput, "error: \(folder) has neither blubber.yaml nor config.yaml")
        }
        return found
    }

    private func check(_ file: String, context: CommandContext) throws -> Bool {
        let source = try SourceFile.read(file, context: context)
        do throws(DiagnosticList) {
            let (summary, findings) =
                switch ConfigurationKind(of: source.bytes, file: source.name) {
                case .pipeline: try checkPipelines(source)
                case .blubber: try checkBlubber(source)
                case .base: try checkBase(source)
                }
            source.show(findings, context: context)
            if findings.hasErrors { return false }
            context.standardOutput.write("\(file): \(summary)\n")
            return true
        } catch {
            source.show(error, context: context)
            return false
        }
    }

    private func checkPipelines(_ source: SourceFile) throws(DiagnosticList) -> (String, DiagnosticList) {
        let configuration = try PipelineConfiguration.parse(source.bytes, file: source.name)
        let names = configuration.pipelines.map(\.name).joined(separator: ", ")
        return ("valid, pipelines: \(names)", configuration.warnings)
    }

    private func checkBase(_ source: SourceFile) throws(DiagnosticList) -> (String, DiagnosticList) {
        let parsed = try BaseDefinition.parse(source.bytes, file: source.name)
        return ("valid, base image \(parsed.definition.name)", parsed.warnings)
    }

    private func checkBlubber(_ source: SourceFile) throws(DiagnosticList) -> (String, DiagnosticList) {
        let configuration = try BlubberConfiguration.parse(source.bytes, file: source.name)
        var findings = configuration.warnings
        findings.append(contentsOf: configuration.validateAllVariants())
        return ("valid, variants: \(configuration.variantNames.joined(separator: ", "))", findings)
    }

    private func isFolder(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }
}
