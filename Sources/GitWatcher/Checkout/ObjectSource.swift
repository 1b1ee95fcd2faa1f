import Clibgit2

/// A repository that a checkout reads objects from; the handle behind `pointer` lives longer than this.
struct ObjectSource {
    let pointer: OpaquePointer
    /// Where the stores of submodules may be, the nearest first.
    let moduleStores: [String]
    let workTree: String?
    /// What relative URLs of submodules are relative to: the remote, else the repository itself.
    let base: String

    /// Describes an open repository.
    ///
    /// - Parameter base: The URL that it was fetched from; `nil` takes the configured remote.
    init(_ repository: borrowing Handle<Repository>, base: String? = nil) throws(GitFailure) {
        pointer = repository.pointer
        let folders = [repository.gitDirectory, repository.commonDirectory]
        moduleStores = (folders[0] == folders[1] ? [folders[0]] : folders).map { "\($0)/modules" }
        workTree = repository.workTree
        let home = repository.workTree ?? repository.gitDirectory
        var remote = base
        if remote == nil { remote = try repository.remoteURL() }
        guard let remote else {
            self.base = home
            return
        }
        // A remote may be configured as a path relative to the work tree.
        let isRelativePath = !remote.hasPrefix("/") && (try? RemoteURL(remote))?.path == remote
        self.base = isRelativePath ? "\(home)/\(remote)" : remote
    }

    /// Whether the commit itself is here.
    func has(_ id: ObjectID) -> Bool {
        var oid = id.oid
        var commit: OpaquePointer?
        defer { git_commit_free(commit) }
        return git_commit_lookup(&commit, pointer, &oid) == 0
    }
}
