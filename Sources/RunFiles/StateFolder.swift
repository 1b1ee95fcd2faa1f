internal import FoundationEssentials
public import PipelineCore

/// The folder that outlives a run: logs, throw-away workspaces, the embedded registry.
public struct StateFolder: Sendable {
    /// Its absolute path.
    public let path: String

    /// A state folder at an absolute path; it is made when something is first put into it.
    public init(_ path: String) {
        self.path = path
    }

    /// The folder that `--state` defaults to: `$XDG_STATE_HOME/pipeline-runner`, else below `~/.local/state`.
    public static func defaultPath(environment: [String: String]) -> String {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return "\(state)/pipeline-runner" }
        return "\(environment["HOME"] ?? "/root")/.local/state/pipeline-runner"
    }

    /// The OCI image layout that images go to where no registry is named.
    public var embeddedRegistry: String { "\(path)/registry" }

    /// Where the records of a run are kept.
    public func runFolder(_ id: String) -> String { "\(path)/runs/\(id)" }

    /// The mirror of a repository of the fleet.
    public func mirror(of repository: String) -> String { "\(path)/mirrors/\(repository).git" }

    /// Where copies of the repositories are kept that deployments are made from.
    public var deployments: String { "\(path)/deployments" }

    /// Where the releases are on record that runs have installed.
    public var releases: String { "\(path)/releases" }

    /// Where a daemon's programs put their temporary files; the next daemon empties it.
    public var temporaryFolder: String { "\(path)/tmp" }

    var workspaces: String { "\(path)/workspaces" }
    var localImages: String { "\(path)/images.json" }

    /// Makes a folder, and those above it that are missing.
    ///
    /// - Throws: `WorkspaceFailure`.
    public func makeFolder(_ folder: String) throws(WorkspaceFailure) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw WorkspaceFailure(path: folder, fileError: error)
        }
    }
}
