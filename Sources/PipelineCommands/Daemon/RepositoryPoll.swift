internal import ConfigValues
internal import FleetConfig
internal import FleetPolling
internal import GitWatcher
internal import Ledger
internal import Logging
internal import RunFiles

/// Compares what a repository lists with what is recorded, fetches what changed, and records what that means.
struct RepositoryPoll {
    let repository: FleetRepository
    let remote: GitRemote
    let store: any LedgerStore
    let setup: DaemonSetup
    let noted: NotedRules
    let logger: Logger

    private var name: String { repository.name.text }
    private var rules: WatchRules { WatchRules(repository.settings) }
    private static let rulesNote = "watched"
    /// Tips that nothing leads to any more are kept for half a year, or as long as a run needs them.
    private static let tipAge = 180 * 86_400

    /// Records what is new; returns whether runs were queued.
    func observe(_ heads: RemoteHeads) async throws -> Bool {
        let recorded = try await store.tips(of: name)?.compactMapValues { ObjectID($0) }
        var look = RepositoryLook(repository, heads: heads, recorded: recorded)
        guard look.hasNews else {
            // What appears later is news by these rules, not something that they let in.
            if noted.note(rules.text, for: name) { try await mirror().setNote(Self.rulesNote, to: rules.text) }
            return false
        }
        let mirror = try await mirror()
        look.formerRules = try await mirror.note(Self.rulesNote).flatMap { WatchRules(text: $0) }
        let rules = rules
        let recordedHead = look.headOrRecorded
        look.heads = try await mirror.fetch(from: remote, now: setup.context.moment.seconds) { reference, head in
            rules.cover(reference.name, head: head ?? recordedHead)
        }
        look.deletedTips = try await deletedTips(look)
        look.coalesced = try await coalesced()
        let observation = try await look.observation(try await mirror.repository())
        FaultPoint.observed.reach()
        let runs = try await store.record(observation, at: setup.context.moment)
        FaultPoint.recorded.reach()
        tell(observation, runs: runs, isFirst: recorded == nil)
        try await mirror.setNote(Self.rulesNote, to: rules.text)
        _ = noted.note(rules.text, for: name)
        try await tidy(mirror)
        return !runs.isEmpty
    }

    private func mirror() async throws -> Mirror {
        try setup.state.makeFolder("\(setup.state.path)/mirrors")
        return try await Mirror.open(at: setup.state.mirror(of: name))
    }

    /// The last tips of branches that are gone; asked for only where a branch is new.
    private func deletedTips(_ look: RepositoryLook) async throws -> [ObjectID] {
        guard let recorded = look.recorded, look.watchedReferences.contains(where: { recorded[$0.name] == nil }) else {
            return []
        }
        return try await store.events(of: name).filter { $0.event.kind == .branchDeleted }
            .compactMap { $0.event.old.flatMap { ObjectID($0) } }
    }

    /// What newer runs cover; nothing does where every commit has its own.
    private func coalesced() async throws -> [CoalescedCommit] {
        guard repository.settings.commits == .latest else { return [] }
        return try await store.commits(of: name).compactMap { row in
            guard case .coalesced(let newer) = row.fate, let newer = ObjectID(newer), let id = ObjectID(row.commit)
            else { return nil }
            return CoalescedCommit(id, on: row.ref, into: newer)
        }
    }

    private func tell(_ observation: Observation, runs: [String], isFirst: Bool) {
        if isFirst {
            // None at all may be a misspelt branch.
            logger.log(
                level: observation.updates.isEmpty ? .warning : .notice, "first look",
                metadata: ["repository": "\(name)", "references": "\(observation.updates.count)"])
        }
        for event in observation.events {
            logger.notice(
                "\(event.kind.rawValue)",
                metadata: [
                    "repository": "\(name)", "ref": "\(event.ref)", "old": "\(event.old ?? "-")",
                    "new": "\(event.new ?? "-")",
                ])
        }
        if !runs.isEmpty {
            logger.notice("runs queued", metadata: ["repository": "\(name)", "runs": "\(runs.count)"])
        }
    }

    /// Packs the mirror once in a while. What was found is recorded by then, so that a failure costs nothing but room.
    private func tidy(_ mirror: Mirror) async throws {
        guard await mirror.isWorthCollecting() else { return }
        var unfinished = RunFilter()
        unfinished.repository = name
        unfinished.statuses = [.queued, .running]
        let needed = try await store.runs(unfinished).compactMap { ObjectID($0.commit) }
        do {
            try await mirror.forgetTips(keptBefore: setup.context.moment.seconds - Self.tipAge, but: Set(needed))
            try await mirror.collectGarbage(with: setup.context.runner)
        } catch {
            logger.warning("the mirror is not packed", metadata: ["repository": "\(name)", "reason": "\(error)"])
        }
    }
}
