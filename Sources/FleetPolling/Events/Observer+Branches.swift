internal import FleetConfig
internal import GitWatcher
internal import Ledger

extension Observer {
    private static var prefix: String { "refs/heads/" }

    /// Branches that stayed come first: what is new on them is known when new branches are judged.
    mutating func observeBranches() async throws {
        let listed = listed(Self.prefix)
        var known: [ObjectID] = []
        for (name, old) in recorded(Self.prefix) {
            known.append(old)
            guard let new = listed.first(where: { $0.name == name })?.target else {
                observeLoss(of: name, old)
                continue
            }
            known.append(new)
            if new != old { try await observeMove(of: name, from: old, to: new) }
        }
        known += look.deletedTips
        for reference in listed where look.recorded?[reference.name] == nil {
            update(reference.name, from: nil, to: reference.target)
            if isFirstSight(reference.name) {
                try await observeFirstSight(of: reference.name, reference.target)
            } else {
                try await observeCreation(of: reference.name, reference.target, known: known)
            }
        }
    }

    private mutating func observeLoss(of name: String, _ old: ObjectID) {
        update(name, from: old, to: nil)
        // One that is still there is only not watched any more.
        if look.heads[name] == nil { report(.branchDeleted, name, from: old, to: nil) }
    }

    private mutating func observeMove(of name: String, from old: ObjectID, to new: ObjectID) async throws {
        update(name, from: old, to: new)
        let line = try await history.firstParentLine(of: new, since: old)
        var commits = line.commits
        if try await !history.isAncestor(old, of: new) {
            let isHere = try await history.isCommit(old)
            let removed = isHere ? try await history.firstParentLine(of: old, notIn: [new]).commits : []
            // Nothing in common: the new history is as old as the project, and only its tip is news.
            let isRewritten = line.base == nil
            commits = isRewritten ? [new] : uncovered(by: removed, on: name) + commits
            report(isRewritten ? .historyRewritten : .forcePushed, name, from: old, to: new, removed: removed)
        }
        try await add(commits, on: name)
    }

    /// The commits that stay, but whose run would have been that of one that is removed.
    private func uncovered(by removed: [ObjectID], on name: String) -> [ObjectID] {
        let gone = Set(removed)
        return look.coalesced.filter { $0.ref == name && gone.contains($0.newer) && !gone.contains($0.commit) }
            .map(\.commit)
    }

    private mutating func observeFirstSight(of name: String, _ tip: ObjectID) async throws {
        switch look.repository.settings.firstSight {
        case .record: add(tip, on: name, .skipped("the branch was seen for the first time"))
        case .run: try await add([tip], on: name)
        }
    }

    private mutating func observeCreation(of name: String, _ tip: ObjectID, known: [ObjectID]) async throws {
        report(.branchCreated, name, from: nil, to: tip)
        let line = known.isEmpty ? nil : try await history.firstParentLine(of: tip, notIn: known)
        guard let line, line.base != nil else {
            // A history of its own: its tip is news, what came before is older than the branch.
            try await add([tip], on: name)
            return
        }
        if line.commits.isEmpty {
            try await observeFirstSight(of: name, tip)
        } else {
            try await add(line.commits, on: name)
        }
    }

    private mutating func add(_ commits: [ObjectID], on name: String) async throws {
        let short = String(name.dropFirst(Self.prefix.count))
        for (commit, plan) in try await planner.plans(for: commits, branch: short) { add(commit, on: name, plan) }
    }

    /// Whether the branch may have been there before it was watched.
    private func isFirstSight(_ name: String) -> Bool {
        guard let recorded = look.recorded else { return true }
        if let former = look.formerRules, former.followsHead != rules.followsHead || !rules.followsHead {
            return !former.cover(name, head: recorded.keys.first { $0.hasPrefix(Self.prefix) })
        }
        guard rules.followsHead else { return false }
        // HEAD names another branch. If the one before is gone, it was renamed, or replaced.
        return recorded.keys.contains { $0.hasPrefix(Self.prefix) && look.heads[$0] != nil }
    }
}
