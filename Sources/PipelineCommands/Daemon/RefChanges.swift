internal import ConfigValues
internal import FleetConfig
internal import GitWatcher
internal import Ledger

/// What it means that a repository's branches and tags are no longer as they are recorded.
struct RefChanges {
    let repository: FleetRepository
    /// The recorded tips; `nil` for a repository that was never seen.
    let recorded: [String: String]?
    /// The tips as they are.
    let current: [String: String]
    let history: GitRepository

    private var settings: RepositorySettings { repository.settings }

    func observation() async throws -> Observation {
        var seen = Observation(repository: repository.name.text, url: repository.url.text)
        let old = recorded ?? [:]
        for ref in Set(old.keys).union(current.keys).sorted() where old[ref] != current[ref] {
            seen.updates.append(RefUpdate(ref, from: old[ref], to: current[ref]))
            if ref.hasPrefix("refs/tags/") {
                try await addTag(ref, from: old[ref], to: current[ref], &seen)
            } else {
                try await addBranch(ref, from: old[ref], to: current[ref], &seen)
            }
        }
        return seen
    }

    private func addBranch(_ ref: String, from old: String?, to new: String?, _ seen: inout Observation) async throws {
        guard let tip = new.flatMap({ ObjectID($0) }) else {
            seen.events.append(RefEvent(.branchDeleted, ref: ref, from: old, to: nil))
            return
        }
        guard let before = old.flatMap({ ObjectID($0) }) else {
            if recorded != nil { seen.events.append(RefEvent(.branchCreated, ref: ref, from: nil, to: tip.hex)) }
            let known = (recorded ?? [:]).values.compactMap { ObjectID($0) }
            if recorded == nil || known.isEmpty {
                let commit =
                    settings.firstSight == .run
                    ? try await planned([tip], on: ref)
                    : [ObservedCommit(tip.hex, on: ref, plan: .skipped("the branch was seen for the first time"))]
                seen.commits += commit
            } else {
                seen.commits += try await planned(
                    try await history.firstParentLine(of: tip, notIn: known).commits, on: ref)
            }
            return
        }
        let line = try await history.firstParentLine(of: tip, notIn: [before])
        if try await !history.isAncestor(before, of: tip) {
            let lost = try await history.firstParentLine(of: before, notIn: [tip])
            seen.events.append(
                RefEvent(
                    line.base == nil ? .historyRewritten : .forcePushed, ref: ref, from: old, to: new,
                    removed: lost.commits.map(\.hex)))
        }
        seen.commits += try await planned(line.commits, on: ref)
    }

    private func addTag(_ ref: String, from old: String?, to new: String?, _ seen: inout Observation) async throws {
        let kind: RefEvent.Kind = new == nil ? .tagDeleted : old == nil ? .tagCreated : .tagMoved
        if recorded != nil { seen.events.append(RefEvent(kind, ref: ref, from: old, to: new)) }
        guard let commit = new.flatMap({ ObjectID($0) }) else { return }
        guard recorded != nil else {
            seen.commits.append(
                ObservedCommit(commit.hex, on: ref, plan: .skipped("the tag was there at first sight")))
            return
        }
        let name = String(ref.dropFirst("refs/tags/".count))
        seen.commits.append(
            ObservedCommit(
                commit.hex, on: ref,
                plan: try await plan(
                    for: [commit], event: .tag, RunPlan(.tag, tag: name, priority: settings.priority))))
    }

    /// What is to become of commits, oldest first.
    private func planned(_ commits: [ObjectID], on ref: String) async throws -> [ObservedCommit] {
        let branch = String(ref.dropFirst("refs/heads/".count))
        let run = RunPlan(.merge, branch: branch, priority: settings.priority)
        guard settings.commits == .latest, let newest = commits.last else {
            var planned: [ObservedCommit] = []
            for commit in commits {
                planned.append(
                    ObservedCommit(commit.hex, on: ref, plan: try await plan(for: [commit], event: .merge, run)))
            }
            return planned
        }
        let plan = try await plan(for: commits, event: .merge, run)
        return commits.dropLast().map { ObservedCommit($0.hex, on: ref, plan: .coalesced(into: newest.hex)) }
            + [ObservedCommit(newest.hex, on: ref, plan: plan)]
    }

    /// A run if any of the commits changes what a rule for the event looks at.
    private func plan(for commits: [ObjectID], event: FleetEvent, _ run: RunPlan) async throws -> ObservedCommit.Plan {
        guard !(settings.events[event] ?? []).isEmpty else {
            return .skipped("the fleet file has no pipelines for the event \(event.rawValue)")
        }
        guard repository.looksAtPaths(for: event) else { return .run(run) }
        var paths: [String] = []
        for commit in commits { paths += try await history.changedPaths(of: commit) }
        if let filter = settings.paths, !paths.contains(where: { filter.lets($0) }) {
            return .skipped("no file that matters was changed")
        }
        return repository.rules(for: event, changing: paths).isEmpty
            ? .skipped("no file that matters was changed") : .run(run)
    }
}
