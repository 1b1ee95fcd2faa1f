import Clibgit2

extension Mirror {
    /// Where tips are kept that no branch leads to any more: `refs/kept/SECONDS-COMMIT`.
    private static let kept = "refs/kept/"

    /// Makes the references, but for the kept tips, equal to `targets`; their objects are here.
    func update(to targets: [RemoteReference], head: String?, now: Int) throws(GitFailure) {
        let wanted = Dictionary(targets.map { ($0.name, $0.target) }) { $1 }
        let current = try references(matching: "refs/*").filter { !$0.key.hasPrefix(Self.kept) }
        let tips = targets.map(\.commit.oid)
        for (name, target) in current where wanted[name] != target && !isReachable(target, from: tips) {
            try keep(target, now: now)
        }
        // What is there no more goes first: `a` may have become `a/b`.
        for name in current.keys where wanted[name] == nil { try remove(name) }
        for (name, target) in wanted where current[name] != target { try set(name, to: target) }
        guard let head else { return }
        _ = try Handle<Reference>(Operation("update", "HEAD in \(folder)")) {
            git_reference_symbolic_create($0, handle.pointer, "HEAD", head, 1, nil)
        }
    }

    /// Keeps a commit with its history, whatever becomes of the branches: `git gc` leaves it alone.
    ///
    /// - Parameter now: Seconds since 1970-01-01 00:00 UTC.
    /// - Throws: `diskFull`, `permissionDenied` or `writeFailed`.
    public func keep(_ commit: ObjectID, now: Int) throws(GitFailure) {
        let isKept = try references(matching: "\(Self.kept)*").values.contains(commit)
        if !isKept { try set("\(Self.kept)\(now)-\(commit)", to: commit) }
    }

    /// Forgets kept tips that are older than a moment, but for those of `needed`.
    ///
    /// - Parameter moment: Seconds since 1970-01-01 00:00 UTC.
    /// - Throws: `permissionDenied`, `writeFailed` or `damaged`.
    public func forgetTips(keptBefore moment: Int, but needed: Set<ObjectID> = []) throws(GitFailure) {
        for (name, target) in try references(matching: "\(Self.kept)*") where !needed.contains(target) {
            let since = Int(name.dropFirst(Self.kept.count).prefix { $0 != "-" })
            if since.map({ $0 < moment }) ?? true { try remove(name) }
        }
    }

    private func isReachable(_ commit: ObjectID, from tips: [git_oid]) -> Bool {
        var oid = commit.oid
        return git_graph_reachable_from_any(handle.pointer, &oid, tips, tips.count) == 1
    }

    /// Full names and what they point at.
    private func references(matching pattern: String) throws(GitFailure) -> [String: ObjectID] {
        let operation = Operation("list the references of", folder)
        let iterator = try Handle<ReferenceIterator>(operation) {
            git_reference_iterator_glob_new($0, handle.pointer, pattern)
        }
        var found: [String: ObjectID] = [:]
        while true {
            var next: OpaquePointer?
            let status = git_reference_next(&next, iterator.pointer)
            if status == GIT_ITEROVER.rawValue { return found }
            try operation.check(status)
            guard let next else { return found }
            let reference = Handle<Reference>(adopting: next)
            guard let name = git_reference_name(reference.pointer), let target = git_reference_target(reference.pointer)
            else { continue }
            found[String(cString: name)] = ObjectID(target.pointee)
        }
    }

    func set(_ name: String, to target: ObjectID) throws(GitFailure) {
        let operation = Operation("update", "\(name) in \(folder)")
        var oid = target.oid
        _ = try Handle<Reference>(operation) {
            git_reference_create($0, handle.pointer, name, &oid, 1, nil)
        }
    }

    func remove(_ name: String) throws(GitFailure) {
        try Operation("remove", "\(name) in \(folder)").check(git_reference_remove(handle.pointer, name))
    }
}
