extension StageValue: Codable {
    /// Reads a text, a list or a map.
    ///
    /// - Throws: `DecodingError` for anything else.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let items = try? container.decode([StageValue].self) {
            self = .list(items)
        } else {
            self = .map(try container.decode([String: StageValue].self))
        }
    }

    /// Writes it as what it is: in JSON a string, an array or an object.
    ///
    /// - Throws: what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .list(let items): try container.encode(items)
        case .map(let entries): try container.encode(entries)
        }
    }
}
