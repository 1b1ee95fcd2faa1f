import Clibgit2

extension Handle where Kind == Commit {
    /// Reads a commit of an open repository.
    init(_ id: ObjectID, in repository: OpaquePointer, _ operation: Operation) throws(GitFailure) {
        var oid = id.oid
        try self.init(operation) { git_commit_lookup($0, repository, &oid) }
    }

    /// Follows a tag to its commit; `nil` where it leads to a tree or a blob, or nowhere.
    init?(peeling object: OpaquePointer) {
        var peeled: OpaquePointer?
        guard git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) == 0, let peeled else { return nil }
        self.init(adopting: peeled)
    }

    /// The commit's own name.
    var id: ObjectID { ObjectID(git_commit_id(pointer).pointee) }
}

extension Handle where Kind == Tree {
    /// Reads the top of a commit's files.
    init(of id: ObjectID, in repository: OpaquePointer, _ operation: Operation) throws(GitFailure) {
        let commit = try Handle<Commit>(id, in: repository, operation)
        try self.init(operation) { git_commit_tree($0, commit.pointer) }
    }

    /// Reads the folder that an entry of another tree names.
    init(at entry: OpaquePointer, in repository: OpaquePointer, _ operation: Operation) throws(GitFailure) {
        try self.init(operation) { git_tree_lookup($0, repository, git_tree_entry_id(entry)) }
    }
}

extension Handle where Kind == Blob {
    /// Reads the file or link that an entry of a tree names.
    init(at entry: OpaquePointer, in repository: OpaquePointer, _ operation: Operation) throws(GitFailure) {
        try self.init(operation) { git_blob_lookup($0, repository, git_tree_entry_id(entry)) }
    }

    /// The content, for as long as the handle lives.
    var content: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: git_blob_rawcontent(pointer), count: Int(git_blob_rawsize(pointer)))
    }
}
