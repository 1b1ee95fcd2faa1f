internal import Diagnostics
internal import Glibc
internal import PipelineCore
internal import RunnerConfig

/// The run configuration that is in force, and where it was found.
struct RunnerFile {
    /// What the file is called in every folder in which it is looked up.
    static let name = "pipeline-runner.yaml"

    /// The file as it was found; `nil` where there is none and the defaults hold.
    let path: String?
    let origin: RunnerFileOrigin
    let configuration: RunnerConfiguration

    /// A file that says nothing.
    static let none = RunnerFile(path: nil, origin: .administrator, configuration: RunnerConfiguration())

    /// Finds and reads the file: the one that is `given` or named by `PIPELINE_RUNNER_CONFIG`, else that of the repository
    /// whose work tree holds `folder`, the person's own, and the machine's. The first one counts, and no other.
    ///
    /// - Parameter folder: `nil` where the repository has no say, as in CI: its file belongs to those who change it.
    /// - Throws: `CommandExit` if it cannot be read, `StageFailure.configuration` if it is wrong.
    static func find(given: String?, repositoryAt folder: String?, _ context: CommandContext) throws -> RunnerFile {
        let named = given ?? context.environment["PIPELINE_RUNNER_CONFIG"]
        if let named, !named.isEmpty { return try read(context.absolute(named), .administrator, context) }
        var candidates: [(path: String, origin: RunnerFileOrigin)] = []
        if let root = folder.flatMap({ context.workTree(around: context.absolute($0)) }) {
            candidates.append(("\(root)/pipelines/\(name)", .repository))
        }
        candidates += personalAndShared(context).map { ($0, .administrator) }
        guard let found = candidates.first(where: { access($0.path, F_OK) == 0 }) else { return .none }
        return try read(found.path, found.origin, context)
    }

    /// The places that do not depend on a repository.
    private static func personalAndShared(_ context: CommandContext) -> [String] {
        var folders: [String] = []
        if let folder = context.environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
            folders.append(folder)
        } else if let home = context.environment["HOME"], home.hasPrefix("/") {
            folders.append("\(home)/.config")
        }
        return (folders + ["/etc"]).map { "\($0)/pipeline-runner/\(name)" }
    }

    private static func read(_ path: String, _ origin: RunnerFileOrigin, _ context: CommandContext) throws -> RunnerFile
    {
        let source = try SourceFile.read(path, context: context)
        do throws(DiagnosticList) {
            let configuration = try RunnerConfiguration.parse(
                source.bytes, file: path, folder: context.folder(of: path), origin: origin)
            return RunnerFile(path: path, origin: origin, configuration: configuration)
        } catch {
            throw StageFailure.configuration(error, sources: [path: source.text])
        }
    }
}
