internal import GRDB
public import Ledger

extension SQLiteLedger {
    /// The recorded tips of a repository's references.
    public func tips(of repository: String) async throws(LedgerFailure) -> [String: String]? {
        try await read("read the branches of", repository) { database in
            let id = try Int64.fetchOne(
                database, sql: "SELECT id FROM repositories WHERE name = ? AND isWatched", arguments: [repository])
            guard let id else { return nil }
            let rows = try Row.fetchAll(
                database, sql: "SELECT name, tip FROM refs WHERE repository = ? AND tip IS NOT NULL", arguments: [id])
            return Dictionary(rows.map { ($0["name"], $0["tip"]) }) { first, _ in first }
        }
    }

    /// Records what one look at a repository found.
    public func record(_ observation: Observation, at now: Moment) async throws(LedgerFailure) -> [String] {
        let name = name
        return try await write("record what was seen of", observation.repository) { database in
            try ObservationWriter(database: database, observation: observation, now: now, name: name).write()
        }
    }

    /// The commits that are recorded for a repository.
    public func commits(of repository: String) async throws(LedgerFailure) -> [RecordedCommit] {
        try await read("read the commits of", repository) { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT refs.name AS ref, commits.* FROM commits JOIN refs ON refs.id = commits.ref
                    JOIN repositories ON repositories.id = refs.repository WHERE repositories.name = ? ORDER BY commits.id
                    """, arguments: [repository])
            var commits: [RecordedCommit] = []
            while let row = try rows.next() {
                commits.append(
                    RecordedCommit(
                        ref: row["ref"], commit: row["hash"], fate: Self.fate(row),
                        recordedAt: Moment(milliseconds: row["recordedAt"])))
            }
            return commits
        }
    }

    /// The events of a repository.
    public func events(of repository: String) async throws(LedgerFailure) -> [RecordedEvent] {
        try await read("read the events of", repository) { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT refs.name AS ref, events.* FROM events JOIN refs ON refs.id = events.ref
                    JOIN repositories ON repositories.id = refs.repository WHERE repositories.name = ? ORDER BY events.id
                    """, arguments: [repository])
            return rows.compactMap { row in
                guard let kind = RefEvent.Kind(rawValue: row["kind"]) else { return nil }
                return RecordedEvent(
                    id: row["id"], event: RefEvent(kind, ref: row["ref"], from: row["old"], to: row["new"]),
                    at: Moment(milliseconds: row["at"]))
            }
        }
    }

    /// The names of all recorded repositories.
    public func repositories() async throws(LedgerFailure) -> [String] {
        try await read("read the repositories of") { database in
            try String.fetchAll(database, sql: "SELECT name FROM repositories WHERE isWatched ORDER BY name")
        }
    }

    private static func fate(_ row: Row) -> CommitFate {
        let detail: String = row["detail"] ?? ""
        return switch row["fate"] as String {
        case "run": .run(detail)
        case "coalesced": .coalesced(into: detail)
        case "skipped": .skipped(detail)
        default: .vanished(event: row["event"])
        }
    }
}
