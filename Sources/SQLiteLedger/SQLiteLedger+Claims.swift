internal import GRDB
public import Ledger

extension SQLiteLedger {
    /// Claims the most urgent run that may begin.
    public func claim(
        for owner: RunOwner, among repositories: [String], lease: Duration, at now: Moment
    ) async throws(LedgerFailure) -> ClaimedRun? {
        try await write("claim a run in") { database in
            guard let run = try Self.claimable(by: owner, among: repositories, at: now, in: database) else {
                return nil
            }
            try Self.endAttempts(of: run, outcome: "its process vanished", at: now, in: database)
            try database.execute(
                sql: """
                    UPDATE runs SET status = 'running', owner = ?, leaseUntil = ?, fence = fence + 1,
                        attempts = attempts + 1, startedAt = coalesce(startedAt, ?), message = NULL, isToBeCancelled = 0,
                        notBefore = NULL
                    WHERE seq = ?
                    """, arguments: [owner.text, now.advanced(by: lease).milliseconds, now.milliseconds, run])
            try Self.stamp(run, at: now, in: database)
            return try Self.claimed(run, owner: owner, at: now, in: database)
        }
    }

    /// Records a run that the calling process has begun by itself.
    public func begin(
        _ run: RunRecord, owner: RunOwner, lease: Duration, at now: Moment
    ) async throws(LedgerFailure) -> RunClaim {
        try await write("record the run", run.id) { database in
            let repository = try RepositoryRow.id(named: run.repository, url: "", isWatched: false, in: database)
            try database.execute(
                sql: """
                    INSERT INTO runs (id, repository, ref, hash, cause, branch, tag, priority, origin, status, attempts,
                        createdAt, startedAt, stamp, owner, leaseUntil, fence)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'command', 'running', 1, ?, ?, ?, ?, ?, 1)
                    """,
                arguments: [
                    run.id, repository, run.ref, run.commit, run.plan.cause.rawValue, run.plan.branch, run.plan.tag,
                    run.plan.priority, run.progress.createdAt.milliseconds, now.milliseconds, run.stamp, owner.text,
                    now.advanced(by: lease).milliseconds,
                ])
            return try Self.claimed(database.lastInsertedRowID, owner: owner, at: now, in: database).claim
        }
    }

    /// Extends the lease of a claim.
    public func heartbeat(
        _ claim: RunClaim, lease: Duration, at now: Moment
    ) async throws(LedgerFailure) -> Heartbeat {
        try await write("keep", claim.run) { database in
            let run = try Self.held(claim, in: database)
            try database.execute(
                sql: "UPDATE runs SET leaseUntil = ? WHERE seq = ?",
                arguments: [now.advanced(by: lease).milliseconds, run])
            let row = try Row.fetchOne(
                database, sql: "SELECT isToBeCancelled, message FROM runs WHERE seq = ?", arguments: [run])
            guard let row, row["isToBeCancelled"] else { return Heartbeat(cancellation: nil) }
            return Heartbeat(cancellation: row["message"] ?? "it was cancelled")
        }
    }

    /// Ends an attempt.
    public func finish(_ claim: RunClaim, _ outcome: AttemptOutcome, at now: Moment) async throws(LedgerFailure) {
        try await write("end", claim.run) { database in
            let run = try Self.held(claim, in: database)
            let (status, message, pause): (RunStatus, String?, Moment?) =
                switch outcome {
                case .passed: (.passed, nil, nil)
                case .failed(let reason): (.failed, reason, nil)
                case .cancelled(let reason): (.cancelled, reason, nil)
                case .putBack(let reason, let until): (.queued, "it waits for another attempt: \(reason)", until)
                }
            var words = status.rawValue
            if case .putBack(let reason, _) = outcome { words = "put back: \(reason)" }
            try Self.endAttempts(of: run, outcome: words, at: now, in: database)
            try database.execute(
                sql: """
                    UPDATE runs SET status = ?, message = ?, owner = NULL, leaseUntil = NULL, isToBeCancelled = 0,
                        finishedAt = ?, notBefore = ? WHERE seq = ?
                    """,
                arguments: [
                    status.rawValue, message, status.isFinished ? now.milliseconds : nil, pause?.milliseconds, run,
                ])
        }
    }

    /// Puts back the runs of dead daemons, and ends those of dead commands.
    public func recover(
        for owner: RunOwner, isAlive: @Sendable (RunOwner) -> Bool, at now: Moment
    ) async throws(LedgerFailure) -> [String] {
        let running = try await read("look for runs of dead processes in") { database in
            try Row.fetchAll(
                database, sql: "SELECT seq, id, owner, origin FROM runs WHERE status = 'running' ORDER BY seq"
            ).map {
                (
                    seq: $0["seq"] as Int64, id: $0["id"] as String, owner: $0["owner"] as String,
                    isDaemon: $0["origin"] as String == "daemon"
                )
            }
        }
        let dead = running.filter { $0.isDaemon ? $0.owner != owner.text : !isAlive(RunOwner($0.owner)) }
        guard !dead.isEmpty else { return [] }
        return try await write("put back runs in") { database in
            for run in dead {
                try Self.endAttempts(of: run.seq, outcome: "its process vanished", at: now, in: database)
                try database.execute(
                    sql: """
                        UPDATE runs SET status = CASE WHEN origin = 'daemon' AND NOT isToBeCancelled THEN 'queued'
                                WHEN isToBeCancelled THEN 'cancelled' ELSE 'failed' END,
                            message = CASE WHEN isToBeCancelled THEN message
                                WHEN origin = 'daemon' THEN NULL ELSE 'its process vanished' END,
                            finishedAt = CASE WHEN origin = 'daemon' AND NOT isToBeCancelled THEN NULL ELSE ? END,
                            owner = NULL, leaseUntil = NULL, fence = fence + 1
                        WHERE seq = ? AND owner = ?
                        """, arguments: [now.milliseconds, run.seq, run.owner])
            }
            return dead.filter(\.isDaemon).map(\.id)
        }
    }

    /// The row of the run that a claim is for, which must still hold.
    static func held(_ claim: RunClaim, in database: Database) throws -> Int64 {
        let run = try Int64.fetchOne(
            database, sql: "SELECT seq FROM runs WHERE id = ? AND fence = ? AND status = 'running'",
            arguments: [claim.run, claim.fence])
        if let run { return run }
        throw LedgerFailure(
            .claimLost, operation: "record the progress of", subject: claim.run,
            detail: "attempt \(claim.attempt) is not in charge of it any more")
    }

    /// The row of the most urgent run that nothing holds back.
    private static func claimable(
        by owner: RunOwner, among repositories: [String], at now: Moment, in database: Database
    ) throws -> Int64? {
        let isAmong =
            "repository IN (SELECT id FROM repositories WHERE name IN (\(databaseQuestionMarks(count: repositories.count))))"
        // Leases of the claiming owner count as held, however far the clock has jumped.
        let abandoned = try Int64.fetchOne(
            database,
            sql: """
                SELECT seq FROM runs WHERE status = 'running' AND origin = 'daemon' AND leaseUntil < ? AND owner <> ?
                    AND \(isAmong)
                ORDER BY leaseUntil LIMIT 1
                """, arguments: [now.milliseconds, owner.text] + StatementArguments(repositories))
        if let abandoned { return abandoned }
        // A run that was put back in the future was put back before the clock was: it has waited long enough.
        return try Int64.fetchOne(
            database,
            sql: """
                SELECT seq FROM runs WHERE status = 'queued' AND \(isAmong)
                AND (coalesce(notBefore, 0) <= ? OR EXISTS (
                    SELECT 1 FROM attempts WHERE attempts.run = runs.seq AND attempts.finishedAt > ?))
                AND NOT EXISTS (
                    SELECT 1 FROM runs AS other WHERE other.repository = runs.repository AND other.ref = runs.ref
                    AND other.origin = 'daemon' AND other.status IN ('queued', 'running')
                    AND (other.status = 'running' OR other.seq < runs.seq))
                ORDER BY priority DESC, seq LIMIT 1
                """, arguments: StatementArguments(repositories) + [now.milliseconds, now.milliseconds])
    }

    /// Gives a run that has none the time for its tags: now, or the next second that no run of the repository has.
    private static func stamp(_ run: Int64, at now: Moment, in database: Database) throws {
        let row = try Row.fetchOne(
            database, sql: "SELECT repository, stamp FROM runs WHERE seq = ?", arguments: [run])
        guard let row, (row["stamp"] as Int64?) == nil else { return }
        var stamp = Int64(now.seconds)
        let taken = "SELECT 1 FROM runs WHERE repository = ? AND origin = 'daemon' AND stamp = ?"
        while try Row.fetchOne(database, sql: taken, arguments: [row["repository"] as Int64, stamp]) != nil {
            stamp += 1
        }
        try database.execute(sql: "UPDATE runs SET stamp = ? WHERE seq = ?", arguments: [stamp, run])
    }

    private static func endAttempts(of run: Int64, outcome: String, at now: Moment, in database: Database) throws {
        try database.execute(
            sql: "UPDATE attempts SET finishedAt = ?, outcome = ? WHERE run = ? AND finishedAt IS NULL",
            arguments: [now.milliseconds, outcome, run])
        try database.execute(
            sql: "UPDATE stages SET status = 'cancelled', finishedAt = ? WHERE run = ? AND status = 'running'",
            arguments: [now.milliseconds, run])
    }

    /// Records the attempt that begins and gathers what earlier ones got done.
    private static func claimed(
        _ run: Int64, owner: RunOwner, at now: Moment, in database: Database
    ) throws -> ClaimedRun {
        let row = try Row.fetchOne(database, sql: RunRows.select + " WHERE runs.seq = ?", arguments: [run])
        guard let row else { throw DatabaseError(message: "the run is gone") }
        let record = RunRows.record(row)
        let claim = RunClaim(run: record.id, attempt: record.attempts, fence: row["fence"])
        try database.execute(
            sql: "INSERT INTO attempts (run, number, owner, fence, startedAt) VALUES (?, ?, ?, ?, ?)",
            arguments: [run, claim.attempt, owner.text, claim.fence, now.milliseconds])
        // A stage that passed twice counts as it passed last.
        let passed = try Row.fetchAll(
            database,
            sql: """
                SELECT stages.*, max(attempt) FROM stages WHERE run = ? AND status = 'passed'
                AND attempt >= (SELECT firstAttempt FROM runs WHERE seq = ?) GROUP BY pipeline, stage ORDER BY id
                """, arguments: [run, run])
        return ClaimedRun(claim: claim, record: record, finished: passed.map { StageRows.stage($0) })
    }
}
