internal import GitWatcher
internal import Ledger

/// Commits of a branch that were no news when the branch got them, and so have no fate on it.
///
/// A branch that is made, or whose history is rewritten, brings commits that other branches had before, or that are older than
/// the watch. They may lie above commits that have a fate: those that an earlier branch of the same name had.
struct OlderCommits {
    /// The full name of the branch.
    let ref: String
    /// What is recorded of the repository.
    let rows: [RecordedCommit]
    let events: [RecordedEvent]
    let mirror: GitRepository

    /// The commits, as far as the mirror still has them.
    ///
    /// - Throws: what reading the mirror throws.
    func find() async throws -> Set<String> {
        var found: Set<String> = []
        for event in events where event.event.ref == ref {
            guard let tip = event.event.new.flatMap({ ObjectID($0) }), await mirror.isCommit(tip) else { continue }
            switch event.event.kind {
            case .historyRewritten: found.formUnion(try await line(tip).dropLast())
            case .branchCreated: found.formUnion(try await known(to: tip, before: event))
            default: break
            }
        }
        return found
    }

    /// What of the line of a new branch was known from others.
    private func known(to tip: ObjectID, before event: RecordedEvent) async throws -> Set<String> {
        let known = rows.filter { $0.recordedAt < event.at || ($0.recordedAt == event.at && $0.ref != ref) }
            .compactMap { ObjectID($0.commit) }
        let news = try await mirror.firstParentLine(of: tip, notIn: known)
        // With a history of its own only its tip is news.
        return Set(try await line(tip)).subtracting(news.base == nil ? [tip.hex] : news.commits.map(\.hex))
    }

    private func line(_ tip: ObjectID) async throws -> [String] {
        try await mirror.firstParentLine(of: tip, notIn: []).commits.map(\.hex)
    }
}
