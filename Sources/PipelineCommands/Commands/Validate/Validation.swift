internal import BlubberConfig
internal import Diagnostics
internal import FleetConfig
internal import Glibc
internal import ImageTree
internal import PipelineCore
internal import RunnerConfig

/// Checks repositories and files, each file once.
struct Validation {
    private let context: CommandContext
    private let policy: Policy?
    private(set) var files: [CheckedFile] = []

    init(context: CommandContext, policy: Policy?) {
        self.context = context
        self.policy = policy
    }

    /// Checks a repository or a file and returns what was not checked before.
    mutating func check(_ path: String) -> [CheckedFile] {
        let before = files.count
        if context.isFolder(path) {
            checkRepository(context.folder(meantBy: path, holding: [".pipeline"]))
        } else if path == ".pipeline/config.yaml" || path.hasSuffix("/.pipeline/config.yaml") {
            checkPipelines(path, root: String(path.dropLast(".pipeline/config.yaml".count)))
        } else {
            checkFile(path)
        }
        return Array(files[before...])
    }

    /// A repository stands for its `config.yaml` and every Blubber file that is there or that `config.yaml` names.
    private mutating func checkRepository(_ path: String) {
        let root = path == "." ? "" : path.hasSuffix("/") ? path : "\(path)/"
        let folder = "\(root).pipeline"
        guard context.isFolder(folder) else {
            report(
                "file.no-configuration", "\(path) has no .pipeline folder", about: path,
                hint: "describe the image in .pipeline/blubber.yaml")
            return
        }
        let conventional = "\(folder)/blubber.yaml"
        let config = "\(folder)/config.yaml"
        if context.exists(conventional) { checkFile(conventional) }
        if context.exists(config) {
            let pipelines = checkPipelines(config, root: root)
            for name in pipelines.flatMap(\.literalBlubberFiles) where context.exists("\(folder)/\(name)") {
                checkFile("\(folder)/\(name)")
            }
        } else if !context.exists(conventional) {
            report(
                "file.no-configuration", "\(folder) has neither blubber.yaml nor config.yaml", about: folder,
                hint: "describe the image in .pipeline/blubber.yaml")
        }
    }

    /// Checks `config.yaml`, and whether what it names is in the repository at `root`, a prefix of paths.
    @discardableResult
    private mutating func checkPipelines(_ file: String, root: String) -> [Pipeline] {
        guard !isChecked(file), let source = read(file) else { return [] }
        var checked = CheckedFile(name: file, text: source.text)
        var pipelines: [Pipeline] = []
        do throws(DiagnosticList) {
            let configuration = try PipelineConfiguration.parse(source.bytes, file: file)
            pipelines = configuration.pipelines
            checked.contents = .pipelines(pipelines.map(\.name))
            checked.findings = configuration.warnings
            let context = context
            let check = RepositoryCheck(
                blubberFile: { Self.state(ofBlubberFile: "\(root).pipeline/\($0)", context) },
                isFolder: { context.isFolder(root + $0) })
            checked.findings.append(contentsOf: check.findings(of: pipelines))
        } catch {
            checked.findings = error
        }
        files.append(checked)
        return pipelines
    }

    private static func state(ofBlubberFile file: String, _ context: CommandContext)
        -> RepositoryCheck.BlubberFileState
    {
        guard context.exists(file) else { return .missing }
        guard let source = try? SourceFile.read(file, context: context),
            let configuration = try? BlubberConfiguration.parse(source.bytes, file: file)
        else { return .unusable }
        return .variants(configuration.variantNames)
    }

    private mutating func checkFile(_ file: String) {
        guard !isChecked(file), let source = read(file) else { return }
        var checked = CheckedFile(name: source.name, text: source.text)
        do throws(DiagnosticList) {
            (checked.contents, checked.findings) = try contents(of: source)
        } catch {
            checked.findings = error
        }
        files.append(checked)
    }

    private func contents(of source: SourceFile) throws(DiagnosticList) -> (CheckedFile.Contents, DiagnosticList) {
        switch ConfigurationKind(of: source.bytes, file: source.name) {
        case .pipeline:
            let configuration = try PipelineConfiguration.parse(source.bytes, file: source.name)
            return (.pipelines(configuration.pipelines.map(\.name)), configuration.warnings)
        case .base:
            let parsed = try BaseDefinition.parse(
                source.bytes, file: source.name, folder: context.folder(of: source.name))
            return (.base(parsed.definition.name), parsed.warnings)
        case .fleet:
            let fleet = try FleetConfiguration.parse(
                source.bytes, file: source.name, folder: context.folder(of: source.name))
            return (.repositories(fleet.repositories.map(\.name.text)), fleet.warnings)
        case .runner:
            let isOfRepository = "/\(source.name)".hasSuffix("/pipelines/\(RunnerFile.name)")
            let configuration = try RunnerConfiguration.parse(
                source.bytes, file: source.name, folder: context.folder(of: source.name),
                origin: isOfRepository ? .repository : .administrator)
            return (.runner(configuration.credentials.keys.sorted()), configuration.warnings)
        case .tree:
            let (configuration, warnings) = try TreeConfiguration.parse([.init(source.bytes, file: source.name)])
            return (.tree(configuration.baseImages), warnings)
        case .blubber:
            let configuration = try BlubberConfiguration.parse(source.bytes, file: source.name)
            var findings = configuration.warnings
            findings.append(contentsOf: configuration.validateAllVariants())
            if let policy, !findings.hasErrors {
                findings.append(contentsOf: try configuration.violations(of: policy))
            }
            return (.variants(configuration.variantNames), findings)
        }
    }

    private mutating func read(_ file: String) -> SourceFile? {
        do throws(CommandExit) {
            return try SourceFile.read(file, context: context)
        } catch {
            report("file.unreadable", error.message?.withoutErrorLabel ?? "cannot read \(file)", about: file)
            return nil
        }
    }

    private mutating func report(_ code: String, _ message: String, about file: String, hint: String? = nil) {
        let finding = Diagnostic(code: code, message, at: nil, hint: hint)
        files.append(CheckedFile(name: file, findings: DiagnosticList([finding])))
    }

    private func isChecked(_ file: String) -> Bool { files.contains { $0.name == file } }
}
