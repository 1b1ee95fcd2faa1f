import Clibgit2

/// A submodule of a commit that is being checked out.
struct Submodule {
    private let name: String
    private let path: [UInt8]
    private let commit: ObjectID
    private let url: String
    private let superproject: ObjectSource
    private let operation: Operation

    /// Finds the declaration of the submodule at `path` of the superproject's tree.
    init(
        declaredIn modules: GitModules?, at path: [UInt8], commit: ObjectID, superproject: ObjectSource, place: String
    ) throws(GitFailure) {
        let operation = Operation("check out the submodule", place)
        guard let declaration = modules?.declaration(at: path) else {
            throw operation.failure(
                .submoduleUnavailable, ".gitmodules has no entry for \(String(decoding: path, as: UTF8.self))",
                hint: "add it with `git submodule add`, or remove the entry with `git rm --cached`")
        }
        guard declaration.hasSafeName else {
            throw operation.failure(.unsafePath, "its name `\(declaration.name)` leads out of the repository")
        }
        guard let url = declaration.url, !url.isEmpty else {
            throw operation.failure(.submoduleUnavailable, ".gitmodules has no url for `\(declaration.name)`")
        }
        name = declaration.name
        self.path = path
        self.commit = commit
        self.url = url
        self.superproject = superproject
        self.operation = operation
    }

    /// Calls `body` with a repository that has the commit: the superproject's own store of the submodule if it is there,
    /// else a temporary one that is fetched from the declared URL and removed afterwards.
    func withObjects(
        scratch: String, _ body: (ObjectSource) throws(GitFailure) -> Void
    ) throws(GitFailure) {
        for store in superproject.moduleStores {
            let folder = "\(store)/\(name)"
            if try used(body, { git_repository_open_bare($0, folder) }) { return }
        }
        if let workTree = superproject.workTree {
            // A repository that was added where it lay keeps its objects there.
            let folder = "\(workTree)/\(String(decoding: path, as: UTF8.self))"
            if try used(body, { git_repository_open_ext($0, folder, GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue, nil) }) {
                return
            }
        }
        let remote = try resolvedURL()
        let shown = RemoteURL.withoutCredentials(remote.text)
        let fetching = Operation("fetch the submodule `\(name)` (\(operation.subject)) from", shown)
        try withTemporaryFolder(below: scratch, operation: operation) { (folder: String) throws(GitFailure) in
            let fetched = try CommitFetch(remote: remote, operation: fetching).fetch(commit, into: folder)
            try body(ObjectSource(fetched, base: remote.text))
        }
    }

    /// Whether the repository that `open` opens has the commit, and `body` was called with it.
    private func used(
        _ body: (ObjectSource) throws(GitFailure) -> Void,
        _ open: (UnsafeMutablePointer<OpaquePointer?>) -> Int32
    ) throws(GitFailure) -> Bool {
        var opened: OpaquePointer?
        guard open(&opened) == 0, let opened else { return false }
        let repository = Handle<Repository>(adopting: opened)
        let source = try ObjectSource(repository)
        guard source.has(commit) else { return false }
        try body(source)
        return true
    }

    private func resolvedURL() throws(GitFailure) -> RemoteURL {
        do throws(InvalidRemote) {
            guard RemoteURL.isRelative(url) else {
                let remote = try RemoteURL(url)
                guard !remote.isLocal || url.hasPrefix("/") || url.hasPrefix("file:") else {
                    throw InvalidRemote(reason: "a relative path must begin with `./` or `../`")
                }
                // What comes from a server must not reach into this machine.
                guard !remote.isLocal || (try? RemoteURL(superproject.base))?.isLocal == true else {
                    throw InvalidRemote(reason: "a path of this machine needs a superproject of this machine")
                }
                return remote
            }
            return try RemoteURL(superproject.base).appending(relative: url)
        } catch {
            throw operation.failure(
                .invalidURL, "the url `\(RemoteURL.withoutCredentials(url))` of `\(name)` is refused: \(error.reason)")
        }
    }
}
