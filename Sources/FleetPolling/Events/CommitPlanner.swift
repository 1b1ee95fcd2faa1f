internal import FleetConfig
internal import GitWatcher
internal import Ledger

/// Decides what becomes of the commits that were added to a branch.
struct CommitPlanner<History: RepositoryHistory> {
    let settings: RepositorySettings
    let history: History

    /// What becomes of each of `commits`, which are in the order in which they were merged.
    func plans(
        for commits: [ObjectID], branch: String
    ) async throws -> [(commit: ObjectID, plan: ObservedCommit.Plan)] {
        let run = ObservedCommit.Plan.run(RunPlan(.merge, branch: branch, priority: settings.priority))
        var reasons: [String?] = []
        for commit in commits { reasons.append(try await reasonToSkip(commit)) }
        let newest = Array(zip(commits, reasons)).last { $0.1 == nil }?.0
        return zip(commits, reasons).map { commit, reason in
            if let reason { return (commit, .skipped(reason)) }
            guard settings.commits == .latest, let newest, newest != commit else { return (commit, run) }
            return (commit, .coalesced(into: newest.hex))
        }
    }

    private func reasonToSkip(_ commit: ObjectID) async throws -> String? {
        let rules = settings.events[.merge] ?? []
        guard !rules.isEmpty else { return "no pipeline runs for merged commits" }
        guard settings.needsPaths(for: .merge) else { return nil }
        let changed = try await history.changedPaths(of: commit)
        return settings.rules(for: .merge, changed: changed).isEmpty ? "it changes no file that matters" : nil
    }
}
