internal import GRDB
public import Ledger

extension SQLiteLedger {
    /// Cancels a queued run, or asks whoever carries it out to stop.
    public func cancel(_ run: String, reason: String, at now: Moment) async throws(LedgerFailure) -> RunStatus {
        try await write("cancel", run) { database in
            switch try Self.status(of: run, in: database) {
            case .queued:
                try database.execute(
                    sql: "UPDATE runs SET status = 'cancelled', finishedAt = ?, message = ? WHERE id = ?",
                    arguments: [now.milliseconds, reason, run])
                return .cancelled
            case .running:
                try database.execute(
                    sql: "UPDATE runs SET isToBeCancelled = 1, message = ? WHERE id = ?", arguments: [reason, run])
                return .running
            case let ended:
                throw LedgerFailure(
                    .wrongState, operation: "cancel", subject: run, detail: "it has ended: \(ended.rawValue)")
            }
        }
    }

    /// Queues a failed or cancelled run again.
    public func retry(_ run: String, fromStart: Bool, at now: Moment) async throws(LedgerFailure) {
        try await write("retry", run) { database in
            let status = try Self.status(of: run, in: database)
            guard status == .failed || status == .cancelled else {
                throw LedgerFailure(
                    .wrongState, operation: "retry", subject: run, detail: "it is \(status.rawValue)",
                    hint: "failed and cancelled runs can be retried")
            }
            let row = try Row.fetchOne(
                database, sql: "SELECT origin, hash, branch FROM runs WHERE id = ?", arguments: [run])
            guard row?["origin"] as String? == "daemon" else {
                throw LedgerFailure(
                    .wrongState, operation: "retry", subject: run, detail: "a command ran it, and no daemon",
                    hint: "run it again: pipeline-runner run --commit \(row?["hash"] as String? ?? "HEAD")")
            }
            try database.execute(
                sql: """
                    UPDATE runs SET status = 'queued', finishedAt = NULL, message = NULL, notBefore = NULL, isToBeCancelled = 0,
                        course = attempts + 1, firstAttempt = CASE WHEN ? THEN attempts + 1 ELSE firstAttempt END WHERE id = ?
                    """, arguments: [fromStart, run])
        }
    }

    /// Removes the records of runs that a rule does not keep.
    public func prune(_ rule: RetentionRule, at now: Moment) async throws(LedgerFailure) -> [String] {
        guard rule.age != nil || rule.runs != nil else { return [] }
        let oldest = rule.age.map { now.advanced(by: .zero - $0).milliseconds }
        return try await write("remove old runs of") { database in
            let runs = try Row.fetchAll(
                database,
                sql: """
                    WITH ended AS (
                        SELECT seq, id, repository, ref, status, finishedAt,
                            row_number() OVER (PARTITION BY repository ORDER BY seq DESC) AS place,
                            max(CASE WHEN status = 'failed' THEN seq END) OVER (PARTITION BY repository, ref) AS failed,
                            max(CASE WHEN EXISTS (SELECT 1 FROM images WHERE images.run = runs.seq) THEN seq END)
                                OVER (PARTITION BY repository, ref) AS published
                        FROM runs WHERE status IN ('passed', 'failed', 'cancelled'))
                    SELECT seq, id FROM ended
                    WHERE (finishedAt < coalesce(?, -1) OR place > coalesce(?, place))
                        AND seq IS NOT failed AND seq IS NOT published
                        -- A run that goes on may ask what became of those that it queued.
                        AND NOT EXISTS (SELECT 1 FROM triggers JOIN runs AS source ON source.id = triggers.source
                            WHERE triggers.run = ended.seq AND source.status IN ('queued', 'running'))
                    ORDER BY seq
                    """, arguments: [oldest, rule.runs])
            for run in runs {
                try database.execute(sql: "DELETE FROM runs WHERE seq = ?", arguments: [run["seq"] as Int64])
            }
            return runs.map { $0["id"] }
        }
    }

    private static func status(of run: String, in database: Database) throws -> RunStatus {
        let text = try String.fetchOne(database, sql: "SELECT status FROM runs WHERE id = ?", arguments: [run])
        guard let status = text.flatMap(RunStatus.init(rawValue:)) else {
            throw LedgerFailure(
                .unknownRun, operation: "find the run", subject: run, detail: "there is no such run",
                hint: "`pipeline-runner runs list` shows all")
        }
        return status
    }
}
