internal import Ledger
internal import PipelineCore

/// Where a run's steps queue runs of other repositories, which the daemon of the state folder carries out.
struct RunQueue: Sendable {
    let store: any LedgerStore
    /// The right of the run whose steps ask.
    let claim: RunClaim
    /// The attempt with which that run was begun, or retried last.
    var course = 1
    let now: @Sendable () -> Moment
    /// The repositories that the daemon watches; `nil` where the ledger alone tells.
    var fleet: (@Sendable () -> [String])?
    /// The place of the run whose steps ask; `nil` for one that takes up none.
    var place: RunPlace?
    /// Whether there is a daemon.
    var isServed: @Sendable () -> Bool = { true }

    /// Asks `look` again and again until it says something.
    func wait<Value: Sendable>(_ stage: StageID, until look: () async throws -> Value?) async throws -> Value {
        if let place { return try await place.wait(stage, until: look) }
        while true {
            if let value = try await look() { return value }
            try await Task.sleep(for: .milliseconds(500))
        }
    }
}
