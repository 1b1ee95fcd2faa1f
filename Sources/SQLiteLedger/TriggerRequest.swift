internal import GRDB
internal import Ledger

/// The run that a stage asks for, inside of a transaction.
struct TriggerRequest {
    let database: Database
    let request: RunTrigger
    let claim: RunClaim
    /// The row of the run whose stage asks.
    let source: Int64

    private static let operation = "queue a run of"

    /// The row of the run that the stage was given before, if that still stands for what it asks.
    func earlier() throws -> Int64? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT runs.seq, runs.status, triggers.attempt >= source.course AS isOfCourse FROM triggers
                JOIN runs ON runs.seq = triggers.run JOIN runs AS source ON source.id = triggers.source
                WHERE triggers.source = ? AND triggers.pipeline = ? AND triggers.stage = ?
                    AND triggers.attempt >= source.firstAttempt
                ORDER BY triggers.id DESC LIMIT 1
                """, arguments: [claim.run, request.pipeline, request.stage])
        guard let row else { return nil }
        let hasFailed = ["failed", "cancelled"].contains(row["status"] as String)
        return row["isOfCourse"] || !hasFailed ? row["seq"] : nil
    }

    /// Queues it as a new one and returns its row.
    func queue(called id: String, at now: Moment) throws -> Int64 {
        let (repository, commit) = try target()
        if request.waits { try refuseEndlessWait(repository) }
        let prefix = "refs/heads/"
        let branch = request.ref.hasPrefix(prefix) ? String(request.ref.dropFirst(prefix.count)) : nil
        try database.execute(
            sql: """
                INSERT INTO runs (id, repository, ref, hash, cause, branch, priority, origin, status, createdAt)
                VALUES (?, ?, ?, ?, 'trigger', ?, (SELECT priority FROM runs WHERE seq = ?), 'daemon', 'queued', ?)
                """, arguments: [id, repository, request.ref, commit, branch, source, now.milliseconds])
        let run = database.lastInsertedRowID
        try database.execute(
            sql: """
                INSERT INTO triggers (source, attempt, pipeline, stage, run, wanted, parameters, waits)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                claim.run, claim.attempt, request.pipeline, request.stage, run, request.wanted,
                JSONMap.text(request.parameters), request.waits,
            ])
        return run
    }

    /// The repository's row and the commit that is to be run, after looking for what can be known to go round in circles.
    func target() throws -> (repository: Int64, commit: String) {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT repositories.id, tip FROM repositories JOIN refs ON refs.repository = repositories.id
                WHERE repositories.name = ? AND isWatched AND refs.name = ? AND tip IS NOT NULL
                """, arguments: [request.repository, request.ref])
        guard let row else {
            throw LedgerFailure(
                .unknownRepository, operation: Self.operation, subject: request.repository,
                detail: "no commit of \(request.ref) is recorded",
                hint: "the daemon has to watch the repository, and to have polled it")
        }
        try refuseCircle(row["id"])
        return (row["id"], row["tip"])
    }

    /// A run that leads to itself would do so for ever.
    private func refuseCircle(_ repository: Int64) throws {
        var next = Optional(source)
        var asking = request.pipeline
        while let seq = next {
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT runs.id, runs.repository, runs.ref, runs.origin, wanted, triggers.pipeline, parent.seq AS parent FROM runs
                    LEFT JOIN triggers ON triggers.run = runs.seq LEFT JOIN runs AS parent ON parent.id = triggers.source
                    WHERE runs.seq = ?
                    """, arguments: [seq])
            guard let row else { return }
            let isSamePlace =
                row["repository"] as Int64 == repository && row["ref"] as String == request.ref
                && row["origin"] as String == "daemon"
            if isSamePlace, seq == source, request.waits {
                throw circle("it would have to wait for this run, which is of the same branch and would wait for it")
            }
            if isSamePlace, row["wanted"] as String? == request.wanted || asking == request.wanted {
                let subject = seq == source ? "this run" : "run \(row["id"] as String), which led to this one,"
                throw circle(
                    "\(subject) is the same, and would be started again and again",
                    hint: "take one of the triggers out of the circle")
            }
            asking = row["pipeline"] ?? ""
            next = row["parent"]
        }
    }

    /// Runs of a branch come one after the other: one that a run waits for may have to wait for a run that waits for this one.
    private func refuseEndlessWait(_ repository: Int64) throws {
        let waitsForSource = try Row.fetchOne(
            database,
            sql: """
                WITH RECURSIVE open AS (
                    SELECT seq, id, repository, ref, status FROM runs
                    WHERE origin = 'daemon' AND status IN ('queued', 'running')),
                ahead (seq) AS (
                    SELECT seq FROM open WHERE repository = ? AND ref = ?
                    UNION
                    SELECT other.seq FROM ahead JOIN open AS this ON this.seq = ahead.seq
                    JOIN open AS other ON other.repository = this.repository AND other.ref = this.ref
                    WHERE this.status = 'queued' AND (other.status = 'running' OR other.seq < this.seq)
                    UNION
                    SELECT awaited.seq FROM ahead JOIN open AS this ON this.seq = ahead.seq
                    JOIN triggers ON triggers.source = this.id AND triggers.waits
                    JOIN open AS awaited ON awaited.seq = triggers.run)
                SELECT 1 FROM ahead WHERE seq = ?
                """, arguments: [repository, request.ref, source])
        guard waitsForSource == nil else {
            throw circle("it would have to wait for a run that waits for this one, and none of them would ever end")
        }
    }

    private func circle(_ detail: String, hint: String = "start it without `wait`") -> LedgerFailure {
        LedgerFailure(
            .cycle, operation: Self.operation, subject: "\(request.repository) \(request.ref)", detail: detail,
            hint: hint)
    }
}
