internal import Ledger
internal import Logging
internal import RunFiles

/// Sets right what a daemon that was killed left behind. The caller holds the state folder's lock.
struct Recovery {
    let store: any LedgerStore
    let state: StateFolder
    let children: DaemonChildren
    let logger: Logger

    /// Ends its programs, puts its runs back and removes its workspaces; its containers go when the engine is found.
    ///
    /// - Throws: `LedgerFailure`, and what the file system throws.
    func recover(for owner: RunOwner, at now: Moment) async throws {
        let killed = children.killOrphans()
        if killed > 0 { logger.notice("ended programs of a dead daemon", metadata: ["programs": "\(killed)"]) }
        try children.emptyTemporaryFolder()
        let waiting = try await store.recover(for: owner, isAlive: { ProcessIdentity.isAlive($0) }, at: now)
        for run in waiting { logger.notice("run is taken up again", metadata: ["run": "\(run)"]) }
        CheckoutWorkspace.removeAbandoned(in: state)
    }
}
