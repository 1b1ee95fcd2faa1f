import Clibgit2

extension GitRepository {
    /// The paths in which the work tree differs from HEAD: changed, added, deleted and untracked files, relative to its root
    /// and in no particular order. Ignored files and what is inside submodules are left out.
    ///
    /// - Throws: `damaged` or `permissionDenied`; `other` for a bare repository, which has no work tree.
    public func workTreeChanges() throws(GitFailure) -> [String] {
        let operation = Operation("compare the work tree of", workTree ?? gitDirectory)
        guard workTree != nil else { throw operation.failure(.other, "it is a bare repository") }
        var options = git_status_options()
        try operation.check(git_status_options_init(&options, UInt32(GIT_STATUS_OPTIONS_VERSION)))
        options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR
        options.flags =
            GIT_STATUS_OPT_INCLUDE_UNTRACKED.rawValue | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS.rawValue
            | GIT_STATUS_OPT_EXCLUDE_SUBMODULES.rawValue
        let list = try Handle<StatusList>(operation) { git_status_list_new($0, handle.pointer, &options) }
        return (0..<git_status_list_entrycount(list.pointer)).flatMap { index -> [String] in
            guard let entry = git_status_byindex(list.pointer, index)?.pointee else { return [] }
            return [entry.head_to_index, entry.index_to_workdir].compactMap { delta in
                (delta?.pointee.new_file.path ?? delta?.pointee.old_file.path).map { String(cString: $0) }
            }
        }
    }
}

private enum StatusList: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_status_list_free(pointer) }
}
