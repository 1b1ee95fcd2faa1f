import Clibgit2

extension Mirror {
    /// Lists the remote's references, fetches those that are wanted and makes the mirror's equal to them.
    ///
    /// References that are not wanted any more go. A tip that can no longer be reached from its branch is kept under a name
    /// of its own, with all of its history, until `forgetTips` says otherwise. References change only when all objects are
    /// here; cancelling ends the call within a moment.
    ///
    /// - Parameters:
    ///   - remote: Where to fetch from.
    ///   - now: Seconds since 1970-01-01 00:00 UTC, remembered with the tips that are kept.
    ///   - wanted: Whether the reference matters; asked once for each, with what HEAD names. None below `refs/kept/` does.
    /// - Returns: what the remote listed on the same connection; the mirror holds all of it that is wanted.
    /// - Throws: as `GitRemote.heads`; also `diskFull`, `permissionDenied`, `writeFailed` or `damaged`.
    public func fetch(
        from remote: GitRemote, now: Int, wanted: (RemoteReference, _ head: String?) -> Bool
    ) throws(GitFailure) -> RemoteHeads {
        let operation = Operation("fetch from", remote.url)
        return try withExchange(remote.settings, operation) { (watch) throws(GitFailure) in
            let session = try RemoteSession(
                remote.settings, repository: handle.pointer, operation: operation, watch: watch)
            defer { session.close() }
            let heads = try session.heads()
            let targets = heads.references.filter { wanted($0, heads.head) }
            let missing = targets.filter { !has($0.target) }
            if !missing.isEmpty { try session.download(missing.map { "+\($0.name):\($0.name)" }) }
            for target in targets where !has(target.target) {
                throw operation.failure(.remoteUnavailable, "the server did not send \(target.name)")
            }
            try update(to: targets, head: heads.head, now: now)
            return heads
        }
    }

    /// Whether the object is here; of its history the references vouch.
    private func has(_ id: ObjectID) -> Bool {
        var odb: OpaquePointer?
        guard git_repository_odb(&odb, handle.pointer) == 0 else { return false }
        defer { git_odb_free(odb) }
        var oid = id.oid
        return git_odb_exists(odb, &oid) == 1
    }
}
