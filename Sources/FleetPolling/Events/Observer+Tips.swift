internal import GitWatcher
internal import Ledger

/// What is said of references that stand for one commit each: of all but branches.
struct TipKind {
    let created: RefEvent.Kind
    let moved: RefEvent.Kind
    let deleted: RefEvent.Kind
    /// Why one that was there before it was watched has no run.
    let reasonAtFirstSight: String
    /// Whether the commit before loses its run, if that has not begun, when the reference moves or goes.
    let losesOldTip: Bool
}

extension Observer {
    /// Compares what is listed of one kind with what is recorded of it, in the order of `listed`.
    mutating func observeTips(
        _ listed: [RemoteReference], recorded: [(name: String, tip: ObjectID)], as kind: TipKind,
        plan: (RemoteReference) async throws -> ObservedCommit.Plan
    ) async throws {
        let names = Set(listed.map(\.name))
        for (name, old) in recorded where !names.contains(name) {
            update(name, from: old, to: nil)
            // One that is still there is only not watched any more.
            guard look.heads[name] == nil else { continue }
            report(kind.deleted, name, from: old, to: nil, removed: kind.losesOldTip ? [old] : [])
        }
        for reference in listed {
            let (name, tip) = (reference.name, reference.commit)
            let old = look.recorded?[name]
            guard old != tip else { continue }
            update(name, from: old, to: tip)
            if wasThereBefore(name) {
                add(tip, on: name, .skipped(kind.reasonAtFirstSight))
                continue
            }
            let removed = kind.losesOldTip ? [old].compactMap(\.self) : []
            report(old == nil ? kind.created : kind.moved, name, from: old, to: tip, removed: removed)
            add(tip, on: name, try await plan(reference))
        }
    }

    /// Whether it may have been there before it was watched.
    private func wasThereBefore(_ name: String) -> Bool {
        guard let recorded = look.recorded else { return true }
        guard let former = look.formerRules, recorded[name] == nil else { return false }
        return !former.cover(name, head: nil)
    }
}
