import Clibgit2

extension GitRepository {
    /// The paths of files that a commit adds, changes or removes, compared with its first parent; all its files for a commit
    /// without parents. A renamed file counts with both names; a submodule is one path.
    ///
    /// - Throws: `damaged`.
    public func changedPaths(of commit: ObjectID) throws(GitFailure) -> [String] {
        let operation = Operation("compare with its parent", "\(commit.short) in \(gitDirectory)")
        let new = try Handle<Commit>(commit, in: handle.pointer, operation)
        let tree = try Handle<Tree>(operation) { git_commit_tree($0, new.pointer) }
        guard git_commit_parentcount(new.pointer) > 0 else { return try paths(from: nil, to: tree.pointer, operation) }
        let parent = try Handle<Commit>(operation) { git_commit_parent($0, new.pointer, 0) }
        let parentTree = try Handle<Tree>(operation) { git_commit_tree($0, parent.pointer) }
        return try paths(from: parentTree.pointer, to: tree.pointer, operation)
    }

    private func paths(
        from old: OpaquePointer?, to new: OpaquePointer, _ operation: Operation
    ) throws(GitFailure) -> [String] {
        var options = git_diff_options()
        try operation.check(git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)))
        options.flags = GIT_DIFF_INCLUDE_TYPECHANGE.rawValue
        let diff = try Handle<Difference>(operation) {
            git_diff_tree_to_tree($0, handle.pointer, old, new, &options)
        }
        return (0..<git_diff_num_deltas(diff.pointer)).compactMap { index in
            guard let delta = git_diff_get_delta(diff.pointer, index)?.pointee else { return nil }
            return (delta.new_file.path ?? delta.old_file.path).map { String(cString: $0) }
        }
    }
}

private enum Difference: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_diff_free(pointer) }
}
