import Clibgit2
import Glibc

extension Mirror {
    /// Makes a commit that changes files of its parent and leaves all else as it is; no reference changes.
    ///
    /// - Parameters:
    ///   - files: New contents by path. The files are there already, and keep their modes.
    ///   - author: Who is named as author and committer; its time counts, in UTC.
    /// - Throws: `notAFile`, `diskFull`, `permissionDenied`, `writeFailed` or `damaged`.
    public func commit(
        _ files: [String: [UInt8]], onto parent: ObjectID, message: String, author: CommitDescription.Signature
    ) throws(GitFailure) -> ObjectID {
        let operation = Operation("make a commit in", folder)
        let base = try Handle<Commit>(parent, in: handle.pointer, operation)
        let root = try Handle<Tree>(of: parent, in: handle.pointer, operation)
        var updates: [(path: String, blob: git_oid, mode: git_filemode_t)] = []
        for (path, content) in files.sorted(by: { $0.key < $1.key }) {
            let entry = try Handle<TreeEntry>(ifFound: operation) { git_tree_entry_bypath($0, root.pointer, path) }
            guard let entry else { throw operation.failure(.notAFile, "there is no \(path)") }
            var blob = git_oid()
            try operation.check(
                content.withUnsafeBytes {
                    git_blob_create_from_buffer(&blob, handle.pointer, $0.baseAddress, $0.count)
                })
            updates.append((path, blob, git_tree_entry_filemode(entry.pointer)))
        }
        var treeID = try tree(root, updating: updates, operation)
        let tree = try Handle<Tree>(operation) { git_tree_lookup($0, handle.pointer, &treeID) }
        var signature: UnsafeMutablePointer<git_signature>?
        try operation.check(git_signature_new(&signature, author.name, author.email, git_time_t(author.time), 0))
        defer { git_signature_free(signature) }
        var made = git_oid()
        var parents: [OpaquePointer?] = [base.pointer]
        try operation.check(
            git_commit_create(
                &made, handle.pointer, nil, signature, signature, "UTF-8", message, tree.pointer, 1, &parents))
        return ObjectID(made)
    }

    /// The tree with entries in the place of those at their paths.
    private func tree(
        _ root: borrowing Handle<Tree>, updating entries: [(path: String, blob: git_oid, mode: git_filemode_t)],
        _ operation: Operation
    ) throws(GitFailure) -> git_oid {
        var made = git_oid()
        // libgit2 takes the paths by pointer, for as long as the call lasts.
        let paths = entries.map { $0.path.withCString { strdup($0) } }
        defer { paths.forEach { free($0) } }
        let updates = zip(entries, paths).map { entry, path in
            git_tree_update(
                action: GIT_TREE_UPDATE_UPSERT, id: entry.blob, filemode: entry.mode, path: UnsafePointer(path))
        }
        try operation.check(
            git_tree_create_updated(&made, handle.pointer, root.pointer, updates.count, updates))
        return made
    }
}
