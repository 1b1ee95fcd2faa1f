extension GitRepository {
    /// Writes exactly the files of a commit into a fresh folder.
    ///
    /// The bytes are those of the objects and the modes those of the tree (0644, 0755, folders 0755), whatever umask,
    /// attributes, filters, hooks, `core.*` settings or sparse patterns say. Links are written as they are, even if they
    /// dangle. The result has no `.git`. Cancelling the task ends the call at the next file or network packet.
    ///
    /// - Parameters:
    ///   - commit: The commit to write.
    ///   - folder: An empty folder, or one that does not exist yet below one that does; after a failure it holds part of
    ///     the files, for the caller to remove.
    ///   - options: What to write.
    /// - Throws: `folderNotEmpty`, `unsafePath`, `submoduleUnavailable`, `invalidURL`, `remoteUnavailable`, `diskFull`,
    ///   `permissionDenied`, `writeFailed`, `cancelled` or `damaged`, naming the path.
    public func checkOut(
        _ commit: ObjectID, into folder: String, options: CheckoutOptions = CheckoutOptions()
    ) throws(GitFailure) {
        let target = try OpenFolder.empty(at: folder)
        do throws(GitFailure) {
            try CommitWriter(source: ObjectSource(handle), commit: commit, options: options, scratch: folder)
                .write(into: target, depth: 0)
        } catch  where error.code == .damaged && handle.isPartialClone {
            // libgit2 cannot fetch what such a clone left out.
            throw GitFailure(
                .damaged, operation: error.operation, subject: error.subject, detail: error.detail,
                hint: "a partial clone lacks objects: run `git fetch --refetch --no-filter` in it")
        }
    }
}
