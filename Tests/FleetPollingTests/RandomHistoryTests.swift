import FleetConfig
import FleetPolling
import GitWatcher
import Ledger
import Testing

/// Ten thousand random steps, against rules that are told without any of the code under test.
@Suite struct RandomHistoryTests {
    static let settings = [
        "branches: [\"**\"], tags: [\"v*\"]",
        "branches: [\"**\"], tags: [\"v*\"], commits: latest",
        "branches: [\"**\"], paths: [src], first-sight: run",
        "branches: [main, \"release/*\"], commits: latest, paths: [src, docs]",
        "",
    ]

    @Test(arguments: settings) func everyMergedCommitHasOneFate(settings: String) async throws {
        let repository = try repository(settings)
        for seed in 1...4 as ClosedRange<UInt64> {
            var world = RandomHistory(seed: seed)
            var ledger = ModelLedger()
            for step in 0..<500 {
                world.step()
                ledger.work(using: &world.random)
                // The server is not always there, and not every poll comes in time.
                guard Int.random(in: 0..<10, using: &world.random) < 4 else { continue }
                var look = RepositoryLook(repository, heads: world.heads, recorded: ledger.tips)
                look.deletedTips = ledger.deletedTips
                look.coalesced = ledger.coalesced
                let before = ledger
                let observation = try await look.observation(world.history)
                ledger.record(observation)
                try check(before, ledger, look, world, "seed \(seed), step \(step)")
                // A look that is repeated finds nothing.
                var again = RepositoryLook(repository, heads: world.heads, recorded: ledger.tips)
                again.deletedTips = ledger.deletedTips
                #expect(try await again.observation(world.history).isEmpty)
            }
        }
    }

    private func check(
        _ before: ModelLedger, _ after: ModelLedger, _ look: RepositoryLook, _ world: RandomHistory, _ place: Comment
    ) throws {
        for reference in look.watchedReferences where reference.name.hasPrefix("refs/heads/") {
            let (name, tip) = (reference.name, reference.target)
            let fates = after.fates[name] ?? [:]
            for commit in expectedNews(name, tip, before, look, world) {
                let fate = try #require(fates[commit.hex], "\(commit) on \(name) is lost, \(place)")
                #expect(fate != .vanished, "\(commit) on \(name) has vanished, \(place)")
            }
            let reachable = world.history.reachable(from: [tip])
            for (commit, fate) in fates {
                let id = try #require(ObjectID(commit))
                if fate == .vanished, before.fates[name]?[commit] != .vanished, before.fates[name]?[commit] == .queued {
                    #expect(!reachable.contains(id), "\(commit) is still on \(name), \(place)")
                }
                guard case .coalesced(let newer) = fate, reachable.contains(id) else { continue }
                #expect(
                    [.queued, .begun].contains(fates[newer]), "\(commit) is covered by no run on \(name), \(place)")
            }
        }
        for (name, counts) in after.begun {
            for (commit, count) in counts { #expect(count == 1, "\(commit) on \(name) ran \(count) times, \(place)") }
        }
    }

    /// The commits of a branch that have come to it since the last poll.
    private func expectedNews(
        _ name: String, _ tip: ObjectID, _ before: ModelLedger, _ look: RepositoryLook, _ world: RandomHistory
    ) -> [ObjectID] {
        let line = world.history.line(to: tip)
        guard let tips = before.tips else { return [tip] }
        if let old = tips[name] {
            guard old != tip else { return [] }
            let known = Set(world.history.line(to: old))
            // Nothing in common: only the tip is news.
            let isRelated = line.contains { known.contains($0) }
            let isForced = !world.history.reachable(from: [tip]).contains(old)
            return isForced && !isRelated ? [tip] : line.filter { !known.contains($0) }
        }
        let branches = tips.filter { $0.key.hasPrefix("refs/heads/") }
        let known = world.history.reachable(
            from: before.deletedTips + branches.values + branches.keys.compactMap { look.heads[$0]?.target })
        let news = line.filter { !known.contains($0) }
        return news.isEmpty || !line.contains { known.contains($0) } ? [tip] : news
    }
}
