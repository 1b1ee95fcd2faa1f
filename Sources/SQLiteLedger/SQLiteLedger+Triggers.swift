internal import GRDB
public import Ledger

extension SQLiteLedger {
    /// Queues the run that a stage of another run asks for.
    public func trigger(
        _ request: RunTrigger, of claim: RunClaim, at now: Moment
    ) async throws(LedgerFailure) -> RunRecord {
        let name = name
        return try await write("queue a run of", request.repository) { database in
            let source = try Self.held(claim, in: database)
            let request = TriggerRequest(database: database, request: request, claim: claim, source: source)
            let run = try request.earlier() ?? request.queue(called: name(now), at: now)
            let row = try Row.fetchOne(database, sql: RunRows.select + " WHERE runs.seq = ?", arguments: [run])
            guard let row else { throw DatabaseError(message: "the run is gone") }
            return RunRows.record(row)
        }
    }

    /// Finds out whether a request would be taken.
    public func checkTrigger(_ request: RunTrigger, of claim: RunClaim) async throws(LedgerFailure) {
        try await read("queue a run of", request.repository) { database in
            let source = try Self.held(claim, in: database)
            let request = TriggerRequest(database: database, request: request, claim: claim, source: source)
            if try request.earlier() == nil { _ = try request.target() }
        }
    }
}
