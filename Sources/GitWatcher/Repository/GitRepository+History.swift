import Clibgit2

extension GitRepository {
    /// The commits on the first-parent line of `tip` that cannot be reached from any of `known`.
    ///
    /// - Parameter known: Where the search ends, on whatever way it is reached; commits that are not here count for nothing.
    /// - Throws: `damaged` where a commit is missing, `cancelled`.
    public func firstParentLine(of tip: ObjectID, notIn known: [ObjectID]) throws(GitFailure) -> FirstParentLine {
        let operation = Operation("walk the history of", "\(tip.short) in \(gitDirectory)")
        let present = known.filter { isCommit($0) }
        // Nearly always the line itself leads to what was the tip before.
        if let line = try directLine(from: tip, to: Set(present), operation) { return line }
        let unknown = try commits(of: tip, notIn: present, operation)
        var commits: [ObjectID] = []
        var next: ObjectID? = tip
        while let id = next, unknown.contains(id) {
            commits.append(id)
            next = try firstParent(of: id, operation)
        }
        return FirstParentLine(commits: commits.reversed(), base: next)
    }

    /// The commits on the first-parent line of `tip` that are not on the first-parent line of `old`; all of the line if `old`
    /// is not here.
    ///
    /// - Throws: `damaged` where a commit is missing, `cancelled`.
    public func firstParentLine(of tip: ObjectID, since old: ObjectID) throws(GitFailure) -> FirstParentLine {
        let operation = Operation("walk the history of", "\(tip.short) in \(gitDirectory)")
        var commits: [ObjectID] = []
        var (nextNew, nextOld): (ObjectID?, ObjectID?) = (tip, isCommit(old) ? old : nil)
        var (onNew, onOld): ([ObjectID: Int], Set<ObjectID>) = ([:], [])
        // Both at the same pace: where the lines meet is as near as it can be.
        while nextNew != nil || nextOld != nil {
            if let id = nextOld {
                if let index = onNew[id] { return FirstParentLine(commits: commits[..<index].reversed(), base: id) }
                onOld.insert(id)
                nextOld = try firstParent(of: id, operation)
            }
            if let id = nextNew {
                if onOld.contains(id) { return FirstParentLine(commits: commits.reversed(), base: id) }
                onNew[id] = commits.count
                commits.append(id)
                nextNew = try firstParent(of: id, operation)
            }
            if commits.count % 1024 == 0 { try operation.checkCancellation() }
        }
        return FirstParentLine(commits: commits.reversed(), base: nil)
    }

    /// Whether `old` is `new`, or can be reached from it. A commit that is not here is reached from nothing.
    ///
    /// - Throws: `damaged`.
    public func isAncestor(_ old: ObjectID, of new: ObjectID) throws(GitFailure) -> Bool {
        if old == new { return isCommit(old) }
        guard isCommit(old), isCommit(new) else { return false }
        let operation = Operation("compare the histories of", "\(old.short) and \(new.short) in \(gitDirectory)")
        var (ancestor, descendant) = (old.oid, new.oid)
        let status = git_graph_descendant_of(handle.pointer, &descendant, &ancestor)
        try operation.check(status)
        return status == 1
    }

    /// Whether the object is here and is a commit.
    public func isCommit(_ id: ObjectID) -> Bool {
        var oid = id.oid
        var commit: OpaquePointer?
        defer { git_commit_free(commit) }
        return git_commit_lookup(&commit, handle.pointer, &oid) == 0
    }

    /// The line down to the only known commit, if it lies on the line and near: then all above it descends from it.
    private func directLine(
        from tip: ObjectID, to known: Set<ObjectID>, _ operation: Operation
    ) throws(GitFailure) -> FirstParentLine? {
        guard known.count == 1 else { return nil }
        var commits: [ObjectID] = []
        var next: ObjectID? = tip
        while let id = next, commits.count < 256 {
            if known.contains(id) { return FirstParentLine(commits: commits.reversed(), base: id) }
            commits.append(id)
            next = try firstParent(of: id, operation)
        }
        return nil
    }

    private func firstParent(of id: ObjectID, _ operation: Operation) throws(GitFailure) -> ObjectID? {
        let commit = try Handle<Commit>(id, in: handle.pointer, operation)
        return git_commit_parent_id(commit.pointer, 0).map { ObjectID($0.pointee) }
    }

    private func commits(
        of tip: ObjectID, notIn known: [ObjectID], _ operation: Operation
    ) throws(GitFailure) -> Set<ObjectID> {
        let walk = try Handle<RevisionWalk>(operation) { git_revwalk_new($0, handle.pointer) }
        var oid = tip.oid
        try operation.check(git_revwalk_push(walk.pointer, &oid))
        for id in known {
            var oid = id.oid
            try operation.check(git_revwalk_hide(walk.pointer, &oid))
        }
        var found: Set<ObjectID> = []
        while true {
            let status = git_revwalk_next(&oid, walk.pointer)
            if status == GIT_ITEROVER.rawValue { return found }
            try operation.check(status)
            if found.count % 1024 == 0 { try operation.checkCancellation() }
            found.insert(ObjectID(oid))
        }
    }
}

private enum RevisionWalk: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_revwalk_free(pointer) }
}
