/// What values are at most: templates that make larger ones are taken for wrong before they take all memory.
enum ValueLimit {
    static let bytes = 16 << 20
    static let elements = 1 << 20
    static let depth = 50

    /// - Throws: `TemplateProblem` where a text of `count` bytes would be too large.
    static func check(bytes count: Int) throws(TemplateProblem) {
        guard count <= bytes else { throw TemplateProblem("the result has more than \(bytes >> 20) MiB") }
    }

    /// The product, `Int.max` where there is none.
    static func product(_ left: Int, _ right: Int) -> Int {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? .max : product
    }

    /// `value`, if it is not too deep and does not have too many elements, those of its elements among them.
    static func checked(_ value: TemplateValue) throws(TemplateProblem) -> TemplateValue {
        var rest = elements
        try check(value, depth: 0, &rest)
        return value
    }

    private static func check(_ value: TemplateValue, depth: Int, _ rest: inout Int) throws(TemplateProblem) {
        switch value {
        case .list(let items), .tuple(let items):
            try enter(depth, items.count, &rest)
            for item in items { try check(item, depth: depth + 1, &rest) }
        case .map(let entries):
            try enter(depth, entries.count, &rest)
            for entry in entries {
                try check(entry.key, depth: depth + 1, &rest)
                try check(entry.value, depth: depth + 1, &rest)
            }
        default: return
        }
    }

    private static func enter(_ depth: Int, _ count: Int, _ rest: inout Int) throws(TemplateProblem) {
        rest -= count
        guard depth < self.depth else { throw TemplateProblem("lists are in each other more than \(self.depth) deep") }
        guard rest >= 0 else { throw TemplateProblem("the result has more than \(elements) elements") }
    }
}
