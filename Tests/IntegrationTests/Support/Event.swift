import FoundationEssentials

/// Why a run or stage failed, as `run --format json` writes it.
struct ErrorText: Decodable {
    struct Finding: Decodable {
        let code: String
        let message: String
        let file: String?
        let line: Int?
        let column: Int?
        let endColumn: Int?
    }

    let kind: String
    let message: String
    let help: String?
    let findings: [Finding]
    let text: String
}

/// A line that `run --format json` writes to standard error.
struct Event: Decodable {
    let event: String
    let stage: String?
    let text: String?
    let state: String?
    let error: ErrorText?

    /// Throws for a line that is not a JSON object.
    init(_ line: String) throws {
        self = try JSONDecoder().decode(Event.self, from: Data(line.utf8))
    }
}
