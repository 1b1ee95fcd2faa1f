extension TemplateValue {
    /// Whether both are equal as `==` sees it: numbers by value, whatever their kind.
    func isEqual(to other: TemplateValue) -> Bool {
        if let left = integer, let right = other.integer { return left == right }
        if let left = number, let right = other.number { return left == right }
        switch (self, other) {
        case (.none, .none), (.absent, .absent): return true
        case (.string(let left), .string(let right)):
            // Swift's `==` takes canonically equivalent texts for equal.
            return left.utf8.elementsEqual(right.utf8)
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isEqual(to: $1) }
        case (.map(let left), .map(let right)):
            return left.count == right.count
                && left.allSatisfy { entry in
                    right.contains { $0.key.isEqual(to: entry.key) && $0.value.isEqual(to: entry.value) }
                }
        default: return false
        }
    }

    /// Whether this one comes before `other`.
    ///
    /// - Throws: `TemplateProblem` for kinds that have no common order.
    func precedes(_ other: TemplateValue) throws(TemplateProblem) -> Bool {
        if let left = integer, let right = other.integer { return left < right }
        if let left = number, let right = other.number { return left < right }
        switch (self, other) {
        case (.string(let left), .string(let right)):
            return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            for (first, second) in zip(left, right) where !first.isEqual(to: second) {
                return try first.precedes(second)
            }
            return left.count < right.count
        default:
            throw TemplateProblem("a \(kindName) and a \(other.kindName) have no order")
        }
    }

    /// Whether `in` finds `item`: a part of a text, an element of a list, a key of a dictionary.
    func contains(_ item: TemplateValue) throws(TemplateProblem) -> Bool {
        switch self {
        case .string(let text):
            guard let part = item.string else {
                throw TemplateProblem("only a text can be in a text, not a \(item.kindName)")
            }
            return part.isEmpty || PythonText.ranges(of: part, in: text).first != nil
        case .list(let items), .tuple(let items): return items.contains { $0.isEqual(to: item) }
        case .map(let entries): return entries.contains { $0.key.isEqual(to: item) }
        default: throw TemplateProblem("nothing can be in a \(kindName)")
        }
    }

    /// The elements that `for` goes through.
    func elements() throws(TemplateProblem) -> [TemplateValue] {
        switch self {
        case .list(let items), .tuple(let items): items
        case .map(let entries): entries.map(\.key)
        case .string(let text): text.unicodeScalars.map { .string(String($0)) }
        case .absent: []
        case .undefined(let message): throw TemplateProblem(undefined: message)
        default: throw TemplateProblem("a \(kindName) has no elements")
        }
    }
}
