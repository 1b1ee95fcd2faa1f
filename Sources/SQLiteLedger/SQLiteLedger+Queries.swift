internal import GRDB
public import Ledger

extension SQLiteLedger {
    /// The runs that a filter lets through.
    public func runs(_ filter: RunFilter) async throws(LedgerFailure) -> [RunRecord] {
        try await read("read the runs of") { database in
            var (conditions, arguments) = (["1"], StatementArguments())
            func require(_ condition: String, _ values: String...) {
                conditions.append(condition)
                arguments += StatementArguments(values)
            }
            if let repository = filter.repository {
                require("runs.repository = (SELECT id FROM repositories WHERE name = ?)", repository)
            }
            if let ref = filter.ref { require("(runs.ref = ? OR runs.branch = ? OR runs.tag = ?)", ref, ref, ref) }
            if let commit = filter.commit { require("runs.hash BETWEEN ? AND ?", commit, commit + "g") }
            if !filter.statuses.isEmpty {
                let names = filter.statuses.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
                require("runs.status IN (\(names))")
            }
            if let source = filter.trigger { require("triggers.source = ?", source) }
            if filter.isPublished { require("EXISTS (SELECT 1 FROM images WHERE images.run = runs.seq)") }
            // The sign keeps SQLite from walking through all runs in their order where few are of a commit.
            let order = filter.commit == nil ? "runs.seq" : "+runs.seq"
            let rows = try Row.fetchAll(
                database,
                sql: "\(RunRows.select) WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(order) DESC LIMIT ?",
                arguments: arguments + [filter.limit ?? -1])
            return try RunRows.records(rows, in: database)
        }
    }

    /// The only run whose ID begins with `prefix`.
    public func run(_ prefix: String) async throws(LedgerFailure) -> RunRecord {
        try await read("find the run", prefix) { database in
            let rows = try Row.fetchAll(
                database, sql: "\(RunRows.select) WHERE runs.id = ? OR substr(runs.id, 1, ?) = ? LIMIT 11",
                arguments: [prefix, prefix.unicodeScalars.count, prefix])
            let exact = rows.filter { $0["id"] as String == prefix }
            let found = exact.isEmpty ? rows : exact
            guard found.count == 1, !prefix.isEmpty else {
                let names = found.map { $0["id"] as String }
                throw LedgerFailure(
                    .unknownRun, operation: "find the run", subject: prefix,
                    detail: found.isEmpty ? "there is no such run" : "several runs begin like this",
                    hint: found.isEmpty
                        ? "`pipeline-runner runs list` shows all"
                        : "it could be \(names.prefix(10).joined(separator: ", "))")
            }
            return try RunRows.records(found, in: database)[0]
        }
    }

    /// The stages of a run with their steps.
    public func stages(of run: String) async throws(LedgerFailure) -> [RecordedStage] {
        try await read("read the stages of", run) { database in
            let rows = try Row.fetchAll(
                database,
                sql:
                    "SELECT stages.* FROM stages JOIN runs ON runs.seq = stages.run WHERE runs.id = ? ORDER BY stages.id",
                arguments: [run])
            return try rows.map { row in
                var stage = StageRows.stage(row)
                stage.steps = try Row.fetchAll(
                    database, sql: "SELECT * FROM steps WHERE stage = ? ORDER BY number",
                    arguments: [row["id"] as Int64]
                ).map { RecordedStep($0["title"], startedAt: Moment(milliseconds: $0["startedAt"])) }
                return stage
            }
        }
    }

    /// The attempts of a run.
    public func attempts(of run: String) async throws(LedgerFailure) -> [RecordedAttempt] {
        try await read("read the attempts of", run) { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT attempts.* FROM attempts JOIN runs ON runs.seq = attempts.run WHERE runs.id = ?
                    ORDER BY attempts.number
                    """, arguments: [run]
            ).map { row in
                RecordedAttempt(
                    number: row["number"], owner: RunOwner(row["owner"]),
                    startedAt: Moment(milliseconds: row["startedAt"]),
                    finishedAt: (row["finishedAt"] as Int64?).map(Moment.init(milliseconds:)), outcome: row["outcome"])
            }
        }
    }

    /// The published images of commits that begin with `prefix`.
    public func images(ofCommit prefix: String) async throws(LedgerFailure) -> [RecordedImage] {
        try await read("read the images of", prefix) { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM images WHERE hash BETWEEN ? AND ? ORDER BY +id",
                arguments: [prefix, prefix + "g"]
            ).map(ImageRows.image)
        }
    }

    /// The published images that a name means.
    public func images(called name: String) async throws(LedgerFailure) -> [RecordedImage] {
        try await read("find the image", name) { database in
            let colon = name.lastIndex(of: ":")
            let (bare, tag) = colon.map { (name[..<$0], name[name.index(after: $0)...]) } ?? (name[...], "")
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM images WHERE reference = ?1 OR digest = ?1 OR name = ?1 OR (name = ?2 AND tag = ?3)
                    ORDER BY id
                    """, arguments: [name, String(bare), String(tag)]
            ).map(ImageRows.image)
        }
    }
}
