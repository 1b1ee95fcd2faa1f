import Clibgit2

extension GitRepository {
    /// The bytes of a file as a commit has it; links are followed inside the commit's tree.
    ///
    /// - Parameter path: Relative to the top of the tree, components separated by `/`.
    /// - Returns: `nil` if the path, or what a link at it names, is not in the commit.
    /// - Throws: `notAFile` for a folder or a submodule, `unsafePath` where the path or a link leads out of the tree,
    ///   `damaged`.
    public func file(_ path: String, in commit: ObjectID) throws(GitFailure) -> [UInt8]? {
        try TreeReader(repository: handle.pointer, root: tree(of: commit), path: path, commit: commit).read()
    }

    /// The name of the tree or blob at a path of a commit: equal names, equal content. A blob's name does not cover its
    /// mode. Links are not followed; a submodule gives its commit.
    ///
    /// - Parameter path: Relative to the top of the tree; empty for the whole tree.
    /// - Returns: `nil` if the commit has nothing at the path.
    /// - Throws: `damaged`.
    public func entryID(of path: String, in commit: ObjectID) throws(GitFailure) -> ObjectID? {
        let root = try tree(of: commit)
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard !parts.isEmpty else { return git_tree_id(root.pointer).map { ObjectID($0.pointee) } }
        let operation = Operation("look up", "\(path) in \(commit.short)")
        let entry = try Handle<TreeEntry>(ifFound: operation) {
            git_tree_entry_bypath($0, root.pointer, parts.joined(separator: "/"))
        }
        guard let entry else { return nil }
        return git_tree_entry_id(entry.pointer).map { ObjectID($0.pointee) }
    }

    private func tree(of commit: ObjectID) throws(GitFailure) -> Handle<Tree> {
        try Handle<Tree>(
            of: commit, in: handle.pointer, Operation("read the commit", "\(commit.short) of \(gitDirectory)"))
    }
}
