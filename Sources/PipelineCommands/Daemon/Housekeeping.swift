internal import ConfigValues
internal import FleetConfig
internal import FoundationEssentials
internal import GitWatcher
internal import Ledger
internal import Logging
internal import RunFiles

/// Removes what a daemon need not keep.
struct Housekeeping {
    let store: any LedgerStore
    let state: StateFolder
    let fleet: FleetConfiguration
    let context: CommandContext
    let logger: Logger

    /// Removes old runs with their logs.
    func keep() async {
        do {
            let rule = RetentionRule(age: fleet.retention.age?.duration, runs: fleet.retention.runs)
            let removed = try await store.prune(rule, at: context.moment)
            for run in removed { try? FileManager.default.removeItem(atPath: state.runFolder(run)) }
            if !removed.isEmpty { logger.info("old runs removed", metadata: ["runs": "\(removed.count)"]) }
        } catch {
            logger.warning("old runs stay", metadata: ["reason": "\(error)"])
        }
    }
}
