internal import Diagnostics

/// Builds the tree out of events: resolves aliases, applies merge keys, and counts what it makes.
struct Composer: ~Copyable {
    private struct Anchored {
        let node: YAMLNode
        let weight: Int
    }

    private let events: EventReader
    private let limits: YAMLParser.Limits
    private var anchors: [String: Anchored] = [:]
    private var weight = 0
    private var depth = 0
    private(set) var warnings = DiagnosticList()

    init(events: consuming EventReader, limits: YAMLParser.Limits) {
        self.events = events
        self.limits = limits
    }

    /// The root of the first document; of later documents only the beginning is looked at.
    mutating func document() throws(Diagnostic) -> YAMLNode? {
        _ = try events.next()
        guard case .documentStart = try events.next().kind else { return nil }
        let root = try node(from: events.next())
        _ = try events.next()
        // Reading on reports junk behind the root.
        let next = try events.next()
        if case .documentStart = next.kind {
            warnings.append(
                Diagnostic(
                    .warning, code: "yaml.more-documents", "only the first document of the file is read",
                    at: next.location, length: next.length))
        }
        return root
    }

    private mutating func node(from event: EventReader.Event) throws(Diagnostic) -> YAMLNode {
        let weightBefore = weight
        try count(1, at: event.location)
        let node: YAMLNode
        switch event.kind {
        case .alias(let name):
            guard let anchored = anchors[name] else {
                let hint = nearMatch(to: name, among: anchors.keys.sorted()).map { "did you mean `*\($0)`?" }
                throw Diagnostic(
                    code: "yaml.unknown-alias", "the alias `*\(name)` refers to no anchor before it",
                    at: event.location, length: event.length, hint: hint)
            }
            try count(anchored.weight, at: event.location)
            return anchored.node
        case .scalar(let scalar):
            node = YAMLNode(.scalar(scalar), at: event.location, length: event.length)
        case .sequenceStart:
            node = YAMLNode(.sequence(try nested(at: event.location, Self.sequence)), at: event.location)
        case .mappingStart:
            node = YAMLNode(.mapping(try nested(at: event.location, Self.mapping)), at: event.location)
        default:
            throw Diagnostic(code: "yaml.syntax", "not valid YAML: a value was expected", at: event.location)
        }
        if let anchor = event.anchor { anchors[anchor] = Anchored(node: node, weight: weight - weightBefore) }
        return node
    }

    private mutating func nested<Value>(
        at location: SourceLocation, _ compose: (inout Composer) throws(Diagnostic) -> Value
    ) throws(Diagnostic) -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth <= limits.depth else {
            let message = "collections are nested deeper than \(limits.depth) levels"
            throw Diagnostic(code: "yaml.too-deep", message, at: location)
        }
        return try compose(&self)
    }

    private mutating func count(_ nodes: Int, at location: SourceLocation) throws(Diagnostic) {
        weight += nodes
        guard weight <= limits.nodes else {
            let message = "the document expands to more than \(limits.nodes) values"
            throw Diagnostic(
                code: "yaml.too-many-values", message, at: location, hint: "use fewer nested aliases, or split the file"
            )
        }
    }

    private static func sequence(_ composer: inout Composer) throws(Diagnostic) -> [YAMLNode] {
        var items: [YAMLNode] = []
        while true {
            let event = try composer.events.next()
            if case .sequenceEnd = event.kind { return items }
            items.append(try composer.node(from: event))
        }
    }

    private static func mapping(_ composer: inout Composer) throws(Diagnostic) -> YAMLMapping {
        var mapping = YAMLMapping()
        // Where keys were written; needed only once a merge has brought further ones.
        var written: [String: SourceLocation]?
        while true {
            let event = try composer.events.next()
            if case .mappingEnd = event.kind { return mapping }
            let keyNode = try composer.node(from: event)
            let value = try composer.node(from: composer.events.next())
            if case .scalar(let scalar) = keyNode.content, scalar.isPlain, scalar.text == "<<" {
                written = written ?? Dictionary(mapping.entries.map { ($0.key, $0.keyLocation) }) { $1 }
                try merge(value, into: &mapping)
                continue
            }
            let key = try keyText(keyNode)
            let replaced = mapping.set(.init(key: key, keyLocation: keyNode.location, value: value))
            let isMerged = written != nil
            let earlier = written?.updateValue(keyNode.location, forKey: key)
            if let first = isMerged ? earlier : replaced?.keyLocation {
                composer.warnings.append(
                    Diagnostic(
                        .warning, code: "yaml.repeated-key", "the key `\(key)` is given twice; the last one counts",
                        at: keyNode.location, length: keyNode.length, notes: ["first given in line \(first.line)"]),
                    boundedBy: "yaml.too-many-findings")
            }
        }
    }

    /// Merged entries replace those written before the `<<`, as go-yaml does it; of several maps the earlier wins.
    private static func merge(_ value: YAMLNode, into mapping: inout YAMLMapping) throws(Diagnostic) {
        switch value.content {
        case .mapping(let merged):
            for entry in merged.entries { mapping.set(entry) }
        case .sequence(let maps) where maps.allSatisfy(\.isMapping):
            for map in maps.reversed() { try merge(map, into: &mapping) }
        default:
            throw Diagnostic(
                code: "yaml.bad-merge", "`<<` takes a map or a list of maps, not \(value.kindDescription)",
                at: value.location, length: value.length)
        }
    }

    private static func keyText(_ node: YAMLNode) throws(Diagnostic) -> String {
        if case .scalar(let scalar) = node.content {
            switch scalar.resolved {
            case .string(let text): return text
            case .boolean(let value): return value ? "true" : "false"
            case .integer(let value): return String(value)
            case .real(let value): return Int(exactly: value).map(String.init) ?? "\(value)"
            case .null: break
            }
        }
        throw Diagnostic(
            code: "yaml.bad-key", "a key must be text, not \(node.kindDescription)", at: node.location,
            length: node.length)
    }
}

extension YAMLNode {
    fileprivate var isMapping: Bool {
        if case .mapping = content { true } else { false }
    }
}
