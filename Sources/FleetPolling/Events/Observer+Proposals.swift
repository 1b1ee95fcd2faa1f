internal import FleetConfig
public import GitWatcher
internal import Ledger

extension Observer {
    /// All that is watched and neither a branch nor a tag. Of Gerrit's patch sets the newest comes last: it takes the place
    /// of the others.
    mutating func observeProposals() async throws {
        let kind = TipKind(
            created: .proposalCreated, moved: .proposalMoved, deleted: .proposalDeleted,
            reasonAtFirstSight: "the change was proposed before it was watched", losesOldTip: true)
        let listed = look.watchedReferences.filter { isProposal($0.name) }.sorted { order($0.name) < order($1.name) }
        let known = recorded("refs/").filter { isProposal($0.name) }
        let observer = self
        try await observeTips(listed, recorded: known, as: kind) { try await observer.plan($0.commit) }
    }

    private func isProposal(_ name: String) -> Bool {
        !name.hasPrefix("refs/heads/") && !name.hasPrefix("refs/tags/")
    }

    private func order(_ name: String) -> (Int, String) {
        (name.split(separator: "/").last.flatMap { Int($0) } ?? 0, name)
    }

    private func plan(_ tip: ObjectID) async throws -> ObservedCommit.Plan {
        guard try await history.isCommit(tip) else { return .skipped("the reference does not lead to a commit") }
        let settings = look.repository.settings
        guard !(settings.events[.gate] ?? []).isEmpty else { return .skipped("no pipeline runs for proposed changes") }
        if settings.needsPaths(for: .gate) {
            let branches = listed("refs/heads/").map(\.target)
            let changed = try await history.changedPaths(ofProposal: tip, to: branches)
            guard !settings.rules(for: .gate, changed: changed).isEmpty else {
                return .skipped("it changes no file that matters")
            }
        }
        return .run(RunPlan(.gate, priority: settings.priority))
    }
}

extension RepositoryHistory {
    /// The paths that the commits of a proposed change touch which none of `branches` has.
    public func changedPaths(ofProposal tip: ObjectID, to branches: [ObjectID]) async throws -> [String] {
        let line = branches.isEmpty ? [] : try await firstParentLine(of: tip, notIn: branches).commits
        var paths: [String] = []
        for commit in line.isEmpty ? [tip] : line { paths += try await changedPaths(of: commit) }
        return paths
    }
}
