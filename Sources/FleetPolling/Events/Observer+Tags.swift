internal import FleetConfig
internal import GitWatcher
internal import Ledger

extension Observer {
    private static var prefix: String { "refs/tags/" }

    mutating func observeTags() async throws {
        let kind = TipKind(
            created: .tagCreated, moved: .tagMoved, deleted: .tagDeleted,
            reasonAtFirstSight: "the tag was there before it was watched", losesOldTip: false)
        let observer = self
        try await observeTips(listed(Self.prefix), recorded: recorded(Self.prefix), as: kind) {
            try await observer.plan($0)
        }
    }

    private func plan(_ tag: RemoteReference) async throws -> ObservedCommit.Plan {
        guard try await history.isCommit(tag.commit) else { return .skipped("the tag does not lead to a commit") }
        let settings = look.repository.settings
        guard !(settings.events[.tag] ?? []).isEmpty else { return .skipped("no pipeline runs for tags") }
        return .run(RunPlan(.tag, tag: String(tag.name.dropFirst(Self.prefix.count)), priority: settings.priority))
    }
}
