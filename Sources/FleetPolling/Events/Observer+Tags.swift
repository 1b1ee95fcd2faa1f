internal import FleetConfig
internal import GitWatcher
internal import Ledger

extension Observer {
    private static var prefix: String { "refs/tags/" }

    mutating func observeTags() async throws {
        let listed = listed(Self.prefix)
        let names = Set(listed.map(\.name))
        for (name, old) in recorded(Self.prefix) where !names.contains(name) {
            update(name, from: old, to: nil)
            if look.heads[name] == nil { report(.tagDeleted, name, from: old, to: nil) }
        }
        for tag in listed {
            let old = look.recorded?[tag.name]
            guard old != tag.commit else { continue }
            update(tag.name, from: old, to: tag.commit)
            if wasThereBefore(tag.name) {
                add(tag.commit, on: tag.name, .skipped("the tag was there before it was watched"))
                continue
            }
            report(old == nil ? .tagCreated : .tagMoved, tag.name, from: old, to: tag.commit)
            add(tag.commit, on: tag.name, try await plan(tag))
        }
    }

    private func plan(_ tag: RemoteReference) async throws -> ObservedCommit.Plan {
        guard try await history.isCommit(tag.commit) else { return .skipped("the tag does not lead to a commit") }
        let settings = look.repository.settings
        guard !(settings.events[.tag] ?? []).isEmpty else { return .skipped("no pipeline runs for tags") }
        return .run(RunPlan(.tag, tag: String(tag.name.dropFirst(Self.prefix.count)), priority: settings.priority))
    }

}
