internal import Diagnostics

/// A value and where it was written, aliases and merge keys as they stand.
struct Place: Sendable {
    enum Style: Sendable { case plain, single, double, block }

    struct Scalar: Sendable {
        let text: String
        let style: Style
        /// Whether an anchor or a tag stands before it.
        let isMarked: Bool
        let isOneLine: Bool
        /// Characters from the beginning of the text.
        let start: Int
        let end: Int
        let location: SourceLocation
    }

    struct Entry: Sendable {
        let key: String
        let isMerge: Bool
        let location: SourceLocation
        let value: Place
    }

    indirect enum Content: Sendable {
        case scalar(Scalar)
        case alias(String)
        case sequence([Place])
        case mapping([Entry])
    }

    let content: Content
    let location: SourceLocation
}

/// Builds the tree of places out of events.
struct PlaceReader: ~Copyable {
    private let events: EventReader
    private let limits: YAMLParser.Limits
    private var count = 0
    private var depth = 0

    init(events: consuming EventReader, limits: YAMLParser.Limits) {
        self.events = events
        self.limits = limits
    }

    /// The root of the only document; `nil` for an empty text.
    mutating func document() throws(Diagnostic) -> Place? {
        _ = try events.next()
        guard case .documentStart = try events.next().kind else { return nil }
        let root = try place(from: events.next())
        _ = try events.next()
        let next = try events.next()
        guard case .documentStart = next.kind else { return root }
        throw Diagnostic(
            code: "yaml.more-documents", "the file holds several documents, and only one can be meant",
            at: next.location, length: next.length, hint: "split the file")
    }

    private mutating func place(from event: EventReader.Event) throws(Diagnostic) -> Place {
        count += 1
        guard count <= limits.nodes else {
            throw Diagnostic(
                code: "yaml.too-many-values", "the document has more than \(limits.nodes) values", at: event.location)
        }
        return Place(content: try content(of: event), location: event.location)
    }

    private mutating func content(of event: EventReader.Event) throws(Diagnostic) -> Place.Content {
        switch event.kind {
        case .alias(let name): return .alias(name)
        case .scalar(let scalar):
            let place = Place.Scalar(
                text: scalar.text, style: event.style, isMarked: event.anchor != nil || event.hasTag,
                isOneLine: event.isOneLine && event.style != .block, start: event.start, end: event.end,
                location: event.location)
            return .scalar(place)
        case .sequenceStart: return .sequence(try nested(at: event.location, Self.items))
        case .mappingStart: return .mapping(try nested(at: event.location, Self.entries))
        default:
            throw Diagnostic(code: "yaml.syntax", "not valid YAML: a value was expected", at: event.location)
        }
    }

    private mutating func nested<Value>(
        at location: SourceLocation, _ read: (inout PlaceReader) throws(Diagnostic) -> Value
    ) throws(Diagnostic) -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth <= limits.depth else {
            throw Diagnostic(
                code: "yaml.too-deep", "collections are nested deeper than \(limits.depth) levels", at: location)
        }
        return try read(&self)
    }

    private static func items(_ reader: inout PlaceReader) throws(Diagnostic) -> [Place] {
        var items: [Place] = []
        while true {
            let event = try reader.events.next()
            if case .sequenceEnd = event.kind { return items }
            items.append(try reader.place(from: event))
        }
    }

    private static func entries(_ reader: inout PlaceReader) throws(Diagnostic) -> [Place.Entry] {
        var entries: [Place.Entry] = []
        while true {
            let event = try reader.events.next()
            if case .mappingEnd = event.kind { return entries }
            let key = try reader.place(from: event)
            let value = try reader.place(from: reader.events.next())
            // A key that is no text can be no part of a path.
            guard case .scalar(let scalar) = key.content else { continue }
            let isMerge = scalar.style == .plain && scalar.text == "<<"
            entries.append(
                Place.Entry(key: scalar.text, isMerge: isMerge, location: key.location, value: value))
        }
    }
}
