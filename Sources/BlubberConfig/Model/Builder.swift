/// An entry of `builders`.
enum Builder: Sendable {
    case node(NodeBuilder)
    case php(PHPBuilder)
    case python(PythonBuilder)
    case custom(CustomBuilder)

    /// The entry's key.
    var kind: String {
        switch self {
        case .node: "node"
        case .php: "php"
        case .python: "python"
        case .custom: "custom"
        }
    }

    var requirements: [Artifact] {
        switch self {
        case .node(let node): node.requirements ?? []
        case .php(let php): php.requirements ?? []
        case .python(let python): python.requirements ?? []
        case .custom(let custom): custom.requirements ?? []
        }
    }

    /// This builder with the fields of `newer` on top; `nil` where the two do not merge.
    func merged(with newer: Builder) -> Builder? {
        switch (self, newer) {
        case (.node(var older), .node(let newer)):
            older.merge(newer)
            return .node(older)
        case (.php(var older), .php(let newer)):
            older.merge(newer)
            return .php(older)
        case (.python(var older), .python(let newer)):
            older.merge(newer)
            return .python(older)
        default: return nil
        }
    }
}

extension [Builder] {
    /// Older builders that do not merge come first; a merged one sits where the newer list has it.
    func merged(with newer: [Builder]) -> [Builder] {
        var remaining = self
        let merged = newer.map { builder in
            for (index, older) in remaining.enumerated() {
                guard let both = older.merged(with: builder) else { continue }
                remaining.remove(at: index)
                return both
            }
            return builder
        }
        return remaining + merged
    }
}
