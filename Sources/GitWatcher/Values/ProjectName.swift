/// What a repository is called: `team/service`.
public struct ProjectName: Sendable, Hashable {
    /// The path of the repository on its server.
    public let full: String

    /// The part after the last slash.
    public var short: String { String(full.split(separator: "/").last ?? "") }

    /// Takes the name from a remote's URL, else from a folder.
    ///
    /// Of a URL or `user@host:path` it is the path without a leading `/` or `/r/` and without `.git`; of a path of this
    /// machine, the last component without `.git`.
    ///
    /// - Parameters:
    ///   - remote: A URL as git takes it, or `nil`.
    ///   - folder: The work tree, or a bare repository's folder; used where the URL names nothing.
    public init(remote: String?, folder: String) {
        let parsed = remote.flatMap { try? RemoteURL($0) }
        let fromRemote = parsed.map { $0.isLocal ? Self.lastComponent(of: $0.path) : Self.serverPath($0.path) } ?? ""
        full = fromRemote.isEmpty ? Self.lastComponent(of: folder) : fromRemote
    }

    private static func serverPath(_ path: String) -> String {
        var parts = path.split(separator: "/")
        if path.hasPrefix("/r/") { parts.removeFirst() }
        return withoutSuffix(parts.joined(separator: "/"))
    }

    private static func lastComponent(of path: String) -> String {
        var parts = path.split(separator: "/")
        if parts.last == ".git" { parts.removeLast() }
        return withoutSuffix(String(parts.last ?? ""))
    }

    private static func withoutSuffix(_ name: String) -> String {
        name.hasSuffix(".git") ? String(name.dropLast(4)) : name
    }
}

extension GitRepository {
    /// The name of the project, from its remote, else from its folder.
    ///
    /// - Throws: `damaged` where the configuration cannot be read.
    public func projectName() throws(GitFailure) -> ProjectName {
        ProjectName(remote: try handle.remoteURL(), folder: handle.projectFolder)
    }
}
