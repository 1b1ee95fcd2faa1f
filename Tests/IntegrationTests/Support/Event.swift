import FoundationEssentials

/// A line that `run --format json` writes to standard error.
struct Event: Decodable {
    let event: String
    let stage: String?
    let text: String?
    let state: String?
    let error: String?

    /// Throws for a line that is not a JSON object.
    init(_ line: String) throws {
        self = try JSONDecoder().decode(Event.self, from: Data(line.utf8))
    }
}
