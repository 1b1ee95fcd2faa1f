internal import FoundationEssentials
internal import GRDB
public import Ledger

extension SQLiteLedger {
    /// Records how a stage stands.
    public func record(_ stage: RecordedStage, of claim: RunClaim) async throws(LedgerFailure) {
        try await write("record a stage of", claim.run) { database in
            let run = try Self.held(claim, in: database)
            let row = try Int64.fetchOne(
                database,
                sql: """
                    INSERT INTO stages (run, attempt, pipeline, stage, status, startedAt, finishedAt, message, bound,
                        logStart, logEnd)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (run, attempt, pipeline, stage) DO UPDATE SET status = excluded.status,
                        startedAt = excluded.startedAt, finishedAt = excluded.finishedAt, message = excluded.message,
                        bound = excluded.bound, logStart = excluded.logStart, logEnd = excluded.logEnd
                    RETURNING id
                    """,
                arguments: [
                    run, claim.attempt, stage.pipeline, stage.stage, stage.status.rawValue,
                    stage.startedAt.milliseconds, stage.finishedAt?.milliseconds, stage.message, stage.values,
                    stage.logStart, stage.logEnd,
                ])
            for (number, step) in stage.steps.enumerated() {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO steps (stage, number, title, startedAt) VALUES (?, ?, ?, ?)",
                    arguments: [row, number, step.title, step.startedAt.milliseconds])
            }
        }
    }

    /// Records what was published.
    public func record(
        _ images: [RecordedImage], of claim: RunClaim, at now: Moment
    ) async throws(LedgerFailure) {
        try await write("record the images of", claim.run) { database in
            let run = try Self.held(claim, in: database)
            for image in images {
                try database.execute(
                    sql: """
                        INSERT INTO images (run, runID, name, tag, digest, reference, hash, parents, buildKey, publishedAt)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (runID, reference) DO UPDATE SET digest = excluded.digest,
                            parents = excluded.parents, buildKey = excluded.buildKey
                        """,
                    arguments: [
                        run, claim.run, image.name, image.tag, image.digest, image.reference, image.commit,
                        JSONMap.text(image.parents), image.buildKey, now.milliseconds,
                    ])
            }
        }
    }
}
