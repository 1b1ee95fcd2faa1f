import FleetConfig
import FleetPolling
import GitWatcher
import Ledger

/// What a ledger makes of observations, as simply as it can be said: a fate for each commit of each reference.
struct ModelLedger {
    enum Fate: Equatable {
        case queued, begun, skipped, vanished
        case coalesced(String)
    }

    private(set) var fates: [String: [String: Fate]] = [:]
    /// The commits in the order in which they became known.
    private var order: [(ref: String, commit: String)] = []
    /// How often each commit of each reference got a run that began.
    private(set) var begun: [String: [String: Int]] = [:]
    private(set) var tips: [String: ObjectID]?
    private(set) var deletedTips: [ObjectID] = []

    mutating func record(_ observation: Observation) {
        for update in observation.updates {
            if tips == nil { tips = [:] }
            tips?[update.ref] = update.new.flatMap { ObjectID($0) }
        }
        if tips == nil { tips = [:] }
        for event in observation.events {
            if event.kind == .branchDeleted, let old = event.old.flatMap({ ObjectID($0) }) { deletedTips.append(old) }
            for commit in event.removed where [.queued, .skipped].contains(fates[event.ref]?[commit]) {
                fates[event.ref]?[commit] = .vanished
                // What it covered needs another run.
                for (covered, fate) in fates[event.ref] ?? [:] where fate == .coalesced(commit) {
                    fates[event.ref]?[covered] = .vanished
                }
            }
        }
        for seen in observation.commits {
            let fate = fates[seen.ref]?[seen.commit]
            guard fate == nil || fate == .vanished else { continue }
            if fate == nil { order.append((seen.ref, seen.commit)) }
            fates[seen.ref, default: [:]][seen.commit] =
                switch seen.plan {
                case .run: .queued
                case .coalesced(let newer): .coalesced(newer)
                case .skipped: .skipped
                }
        }
    }

    var coalesced: [CoalescedCommit] {
        order.compactMap { ref, commit in
            guard case .coalesced(let newer)? = fates[ref]?[commit], let newer = ObjectID(newer),
                let id = ObjectID(commit)
            else { return nil }
            return CoalescedCommit(id, on: ref, into: newer)
        }
    }

    /// Begins queued runs at random.
    mutating func work(using random: inout SeededGenerator) {
        for ref in fates.keys.sorted() {
            for commit in (fates[ref] ?? [:]).filter({ $0.value == .queued }).keys.sorted()
            where Bool.random(using: &random) {
                begin(commit, on: ref)
            }
        }
    }

    /// The run of a commit begins.
    mutating func begin(_ commit: String, on ref: String) {
        fates[ref]?[commit] = .begun
        begun[ref, default: [:]][commit, default: 0] += 1
    }
}
