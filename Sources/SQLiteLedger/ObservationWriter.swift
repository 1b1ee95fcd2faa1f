internal import GRDB
internal import Ledger

/// Records one observation inside of a transaction.
struct ObservationWriter {
    let database: Database
    let observation: Observation
    let now: Moment
    let name: SQLiteLedger.RunNaming

    /// Writes all of it and returns the IDs of the runs that it queued.
    func write() throws -> [String] {
        let repository = try repositoryID()
        for update in observation.updates { try check(update, repository) }
        for event in observation.events { try write(event, repository) }
        var runs: [String] = []
        for commit in observation.commits {
            if let run = try write(commit, repository) { runs.append(run) }
        }
        for update in observation.updates {
            let ref = try refID(update.ref, repository)
            try database.execute(
                sql: "UPDATE refs SET tip = ?, updatedAt = ? WHERE id = ?",
                arguments: [update.new, now.milliseconds, ref])
        }
        return runs
    }

    private func repositoryID() throws -> Int64 {
        try RepositoryRow.id(
            named: observation.repository, url: observation.url, isWatched: true, in: database)
    }

    private func refID(_ name: String, _ repository: Int64) throws -> Int64 {
        let known = try Int64.fetchOne(
            database, sql: "SELECT id FROM refs WHERE repository = ? AND name = ?", arguments: [repository, name])
        if let known { return known }
        try database.execute(
            sql: "INSERT INTO refs (repository, name, updatedAt) VALUES (?, ?, ?)",
            arguments: [repository, name, now.milliseconds])
        return database.lastInsertedRowID
    }

    private func check(_ update: RefUpdate, _ repository: Int64) throws {
        let tip = try String.fetchOne(
            database, sql: "SELECT tip FROM refs WHERE repository = ? AND name = ? AND tip IS NOT NULL",
            arguments: [repository, update.ref])
        guard tip != update.old else { return }
        throw LedgerFailure(
            .conflict, operation: "record what was seen of", subject: observation.repository,
            detail: "\(update.ref) is recorded at \(tip ?? "nothing"), not at \(update.old ?? "nothing")",
            hint: "another process has recorded it in between; the next poll starts from there")
    }

    private func write(_ event: RefEvent, _ repository: Int64) throws {
        let ref = try refID(event.ref, repository)
        try database.execute(
            sql: "INSERT INTO events (ref, kind, old, new, at) VALUES (?, ?, ?, ?, ?)",
            arguments: [ref, event.kind.rawValue, event.old, event.new, now.milliseconds])
        let id = database.lastInsertedRowID
        for commit in event.removed { try takeBack(commit, ref: ref, event, id) }
    }

    /// A commit that left its branch keeps its run if that has begun; what was decided else counts no more when it returns.
    private func takeBack(_ commit: String, ref: Int64, _ event: RefEvent, _ id: Int64) throws {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT commits.id, commits.fate, runs.seq FROM commits
                LEFT JOIN runs ON commits.fate = 'run' AND runs.id = commits.detail AND runs.status = 'queued'
                WHERE commits.ref = ? AND commits.hash = ?
                """, arguments: [ref, commit])
        try database.execute(
            sql: """
                UPDATE runs SET status = 'cancelled', finishedAt = ?, message = ?
                WHERE repository = (SELECT repository FROM refs WHERE id = ?) AND ref = ? AND hash = ?
                    AND cause = 'trigger' AND status = 'queued'
                """,
            arguments: [
                now.milliseconds, "the commit left \(event.ref): \(event.kind.rawValue)", ref, event.ref, commit,
            ])
        guard let row else { return }
        let run = row["seq"] as Int64?
        guard run != nil || row["fate"] as String == "skipped" else { return }
        try database.execute(
            sql: "UPDATE commits SET fate = 'vanished', detail = NULL, event = ? WHERE id = ?",
            arguments: [id, row["id"] as Int64])
        guard let run else { return }
        // What the run was to cover has no run any more.
        try database.execute(
            sql: """
                UPDATE commits SET fate = 'vanished', detail = NULL, event = ?
                WHERE ref = ? AND fate = 'coalesced' AND detail = ?
                """, arguments: [id, ref, commit])
        try database.execute(
            sql: "UPDATE runs SET status = 'cancelled', finishedAt = ?, message = ? WHERE seq = ?",
            arguments: [now.milliseconds, "the commit left \(event.ref): \(event.kind.rawValue)", run])
    }

    /// Records a commit and, if it gets one, its run; returns the run's ID.
    private func write(_ commit: ObservedCommit, _ repository: Int64) throws -> String? {
        let ref = try refID(commit.ref, repository)
        let fate = try String.fetchOne(
            database, sql: "SELECT fate FROM commits WHERE ref = ? AND hash = ?", arguments: [ref, commit.commit])
        // Known, and its fate is decided.
        if let fate, fate != "vanished" { return nil }
        var run: String?
        let (kind, detail): (String, String)
        switch commit.plan {
        case .run(let plan):
            let id = try queue(plan, commit, repository)
            (kind, detail, run) = ("run", id, id)
        case .coalesced(let newer): (kind, detail) = ("coalesced", newer)
        case .skipped(let reason): (kind, detail) = ("skipped", reason)
        }
        try database.execute(
            sql: """
                INSERT INTO commits (ref, hash, fate, detail, recordedAt) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (ref, hash) DO UPDATE SET fate = excluded.fate, detail = excluded.detail, event = NULL
                """, arguments: [ref, commit.commit, kind, detail, now.milliseconds])
        return run
    }

    private func queue(_ plan: RunPlan, _ commit: ObservedCommit, _ repository: Int64) throws -> String {
        let id = name(now)
        if plan.cause == .gate { try giveWay(to: id, ref: commit.ref, repository) }
        try database.execute(
            sql: """
                INSERT INTO runs (id, repository, ref, hash, cause, branch, tag, priority, origin, status, createdAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'daemon', 'queued', ?)
                """,
            arguments: [
                id, repository, commit.ref, commit.commit, plan.cause.rawValue, plan.branch, plan.tag, plan.priority,
                now.milliseconds,
            ])
        return id
    }

    /// A newer gate run takes the place of older ones; merged commits and tags are never passed over.
    private func giveWay(to run: String, ref: String, _ repository: Int64) throws {
        let message = "run \(run) of a newer commit took its place"
        let isOneOf: String
        let change: String
        if ref.hasPrefix("refs/changes/"), let slash = ref.lastIndex(of: "/") {
            (isOneOf, change) = ("substr(ref, 1, length(?)) = ?", String(ref[...slash]))
        } else {
            (isOneOf, change) = ("? = ref AND ref = ?", ref)
        }
        try database.execute(
            sql: """
                UPDATE runs SET status = 'cancelled', finishedAt = ?, message = ?
                WHERE repository = ? AND \(isOneOf) AND cause = 'gate' AND status = 'queued' AND origin = 'daemon'
                """, arguments: [now.milliseconds, message, repository, change, change])
        try database.execute(
            sql: """
                UPDATE runs SET isToBeCancelled = 1, message = ?
                WHERE repository = ? AND \(isOneOf) AND cause = 'gate' AND status = 'running' AND origin = 'daemon'
                """, arguments: [message, repository, change, change])
    }
}

/// The row of a repository.
enum RepositoryRow {
    /// Finds it, or makes it; its URL is the one seen last.
    static func id(named name: String, url: String, isWatched: Bool, in database: Database) throws -> Int64 {
        let row = try Row.fetchOne(
            database, sql: "SELECT id, url, isWatched FROM repositories WHERE name = ?", arguments: [name])
        if let row {
            if isWatched, row["url"] as String != url || !(row["isWatched"] as Bool) {
                try database.execute(
                    sql: "UPDATE repositories SET url = ?, isWatched = 1 WHERE id = ?",
                    arguments: [url, row["id"] as Int64])
            }
            return row["id"]
        }
        try database.execute(
            sql: "INSERT INTO repositories (name, url, isWatched) VALUES (?, ?, ?)", arguments: [name, url, isWatched])
        return database.lastInsertedRowID
    }
}
