internal import CommandRunner
internal import Glibc
internal import OCI
internal import PipelineCore

/// A build context of another git repository.
///
/// docker 20.10 can fetch one only together with a Dockerfile in there, and buildah follows links that lead out of it.
struct FetchedContext {
    private let url: String
    private let reference: String
    private let part: String

    /// Takes `URL#REFERENCE:FOLDER` apart.
    ///
    /// - Throws: `EngineFailure` with code `unsupported` if the folder leaves the repository.
    init(_ address: String) throws {
        let halves = address.split(separator: "#", maxSplits: 1)
        let fragment =
            halves.count > 1 ? halves[1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false) : []
        url = halves.first.map(String.init) ?? ""
        reference = fragment.first.flatMap { $0.isEmpty ? nil : String($0) } ?? "HEAD"
        guard let part = RepositoryPath.normalized(fragment.count > 1 ? String(fragment[1]) : "") else {
            throw EngineFailure(
                .unsupported, operation: "fetch", subject: address,
                details: ["the folder behind `:` leaves the repository"])
        }
        self.part = part
    }

    /// Fetches it into `folder`, which is made, and returns the path of the context in there.
    func fetch(into folder: String, with runner: CommandRunner) async throws -> String {
        let git = EngineTool(
            executable: "git", runner: runner,
            environment: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"])
        for arguments in [
            ["init", "--quiet", folder], ["-C", folder, "fetch", "--quiet", "--depth=1", "--", url, reference],
            ["-C", folder, "checkout", "--quiet", "FETCH_HEAD"],
        ] {
            _ = try await git.succeed(arguments, operation: "fetch", subject: url)
        }
        // A link in there may lead anywhere on this machine.
        guard let root = Self.resolved(folder), let context = Self.resolved("\(folder)/\(part)"),
            context == root || context.hasPrefix("\(root)/")
        else {
            throw EngineFailure(
                .buildFailed, operation: "build from", subject: url, details: ["it has no folder `\(part)`"])
        }
        return context
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
