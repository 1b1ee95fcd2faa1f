import Clibgit2

extension Handle where Kind == Repository {
    /// The folder of objects and references of this work tree.
    var gitDirectory: String { withoutSlash(git_repository_path(pointer).map { String(cString: $0) } ?? "") }

    /// The folder that all work trees of the repository share; `gitDirectory` unless this is a linked work tree.
    var commonDirectory: String {
        withoutSlash(git_repository_commondir(pointer).map { String(cString: $0) } ?? "")
    }

    /// Whether the clone left objects at its remote.
    var isPartialClone: Bool {
        var config: OpaquePointer?
        guard git_repository_config_snapshot(&config, pointer) == 0, let config else { return false }
        let owner = Handle<Config>(adopting: config)
        // The callback's 1 ends the search and is what the call returns.
        return git_config_foreach_match(owner.pointer, "^remote\\..*\\.promisor$", { _, _ in 1 }, nil) == 1
    }

    /// What the project is called after where no remote names it: the main work tree, else a bare repository's folder.
    var projectFolder: String { gitDirectory == commonDirectory ? workTree ?? gitDirectory : commonDirectory }

    /// The folder that files are edited in.
    var workTree: String? { git_repository_workdir(pointer).map { withoutSlash(String(cString: $0)) } }
}

/// A folder's path without the slash that libgit2 ends it with.
func withoutSlash(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
}
