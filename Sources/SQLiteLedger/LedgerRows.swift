internal import FoundationEssentials
internal import GRDB
internal import Ledger

/// Runs as the database has them.
enum RunRows {
    static let select = """
        SELECT runs.*, repositories.name AS repositoryName, triggers.source AS triggerSource,
            triggers.pipeline AS triggerPipeline, triggers.stage AS triggerStage, triggers.wanted, triggers.parameters,
            triggers.waits
        FROM runs JOIN repositories ON repositories.id = runs.repository LEFT JOIN triggers ON triggers.run = runs.seq
        """

    static func record(_ row: Row, images: [RecordedImage] = []) -> RunRecord {
        var plan = RunPlan(RunCause(rawValue: row["cause"]) ?? .local, branch: row["branch"], tag: row["tag"])
        plan.priority = row["priority"]
        var progress = RunRecord.Progress(
            RunStatus(rawValue: row["status"]) ?? .failed, createdAt: Moment(milliseconds: row["createdAt"]))
        progress.attempts = row["attempts"]
        progress.startedAt = (row["startedAt"] as Int64?).map(Moment.init(milliseconds:))
        progress.finishedAt = (row["finishedAt"] as Int64?).map(Moment.init(milliseconds:))
        progress.stamp = row["stamp"]
        progress.message = row["message"]
        progress.isToBeCancelled = row["isToBeCancelled"]
        progress.course = row["course"]
        var record = RunRecord(
            id: row["id"], repository: row["repositoryName"], ref: row["ref"], commit: row["hash"], plan: plan,
            origin: RunRecord.Origin(rawValue: row["origin"]) ?? .daemon, progress: progress, images: images)
        record.trigger = trigger(row)
        return record
    }

    private static func trigger(_ row: Row) -> RecordedTrigger? {
        guard let source = row["triggerSource"] as String? else { return nil }
        var request = RunTrigger(
            by: row["triggerStage"], of: row["triggerPipeline"], repository: row["repositoryName"], ref: row["ref"])
        request.wanted = row["wanted"]
        request.parameters = JSONMap.map(row["parameters"])
        request.waits = row["waits"]
        return RecordedTrigger(run: source, request: request)
    }

    /// Records with their images, which are fetched at once.
    static func records(_ rows: [Row], in database: Database) throws -> [RunRecord] {
        var images: [Int64: [RecordedImage]] = [:]
        let numbers = rows.map { $0["seq"] as Int64 }
        for start in stride(from: 0, to: numbers.count, by: 500) {
            let list = numbers[start..<min(start + 500, numbers.count)].map(String.init).joined(separator: ",")
            let found = try Row.fetchCursor(database, sql: "SELECT * FROM images WHERE run IN (\(list)) ORDER BY id")
            while let row = try found.next() { images[row["run"], default: []].append(ImageRows.image(row)) }
        }
        return rows.map { record($0, images: images[$0["seq"]] ?? []) }
    }
}

/// Stages as the database has them.
enum StageRows {
    static func stage(_ row: Row) -> RecordedStage {
        var stage = RecordedStage(
            pipeline: row["pipeline"], stage: row["stage"],
            status: RecordedStage.Status(rawValue: row["status"]) ?? .failed,
            startedAt: Moment(milliseconds: row["startedAt"]))
        stage.attempt = row["attempt"]
        stage.finishedAt = (row["finishedAt"] as Int64?).map(Moment.init(milliseconds:))
        stage.message = row["message"]
        stage.values = row["bound"]
        stage.logStart = row["logStart"]
        stage.logEnd = row["logEnd"]
        return stage
    }
}

/// Images as the database has them.
enum ImageRows {
    static func image(_ row: Row) -> RecordedImage {
        var image = RecordedImage(
            name: row["name"], tag: row["tag"], digest: row["digest"], reference: row["reference"],
            commit: row["hash"])
        image.parents = JSONMap.map(row["parents"])
        image.buildKey = row["buildKey"]
        image.run = row["runID"]
        return image
    }
}

/// Maps of texts as the database has them.
enum JSONMap {
    /// A JSON object with sorted keys.
    static func text(_ map: [String: String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(map), as: UTF8.self)
    }

    static func map(_ text: String) -> [String: String] {
        (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
    }
}
