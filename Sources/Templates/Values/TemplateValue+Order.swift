extension TemplateValue {
    /// Whether both are equal as `==` sees it: numbers by value, whatever their kind.
    ///
    /// - Throws: `TemplateProblem` for what is undefined, and for what the methods of dictionaries return.
    func isEqual(to other: TemplateValue) throws(TemplateProblem) -> Bool {
        for value in [self, other] {
            if case .undefined(let message) = value { throw TemplateProblem(undefined: message) }
            if case .view(let view) = value {
                throw TemplateProblem("a \(view.kind.rawValue) is not compared", hint: "write `|list` behind it")
            }
        }
        if let left = integer, let right = other.integer { return left == right }
        if let left = number, let right = other.number { return Self.order(self, left, other, right) == .equal }
        if let left = string, let right = other.string {
            // Swift's `==` takes canonically equivalent texts for equal.
            return left.utf8.elementsEqual(right.utf8)
        }
        switch (self, other) {
        case (.none, .none), (.absent, .absent): return true
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            guard left.count == right.count else { return false }
            for (first, second) in zip(left, right) where try !first.isEqual(to: second) { return false }
            return true
        case (.map(let left), .map(let right)):
            guard left.count == right.count else { return false }
            for entry in left {
                guard let value = try right.value(of: entry.key), try value.isEqual(to: entry.value) else {
                    return false
                }
            }
            return true
        case (.range(let left), .range(let right)): return left.isEqual(to: right)
        case (.iterator(let left), .iterator(let right)): return left == right
        case (.loop(let left), .loop(let right)): return left == right
        default: return false
        }
    }

    /// Whether this one comes before `other`.
    ///
    /// - Throws: `TemplateProblem` for kinds that have no common order.
    func precedes(_ other: TemplateValue) throws(TemplateProblem) -> Bool {
        if let left = integer, let right = other.integer { return left < right }
        if let left = number, let right = other.number { return Self.order(self, left, other, right) == .less }
        if let left = string, let right = other.string {
            return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
        }
        switch (self, other) {
        case (.undefined(let message), _), (_, .undefined(let message)): throw TemplateProblem(undefined: message)
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            for (first, second) in zip(left, right) where try !first.isEqual(to: second) {
                return try first.precedes(second)
            }
            return left.count < right.count
        default:
            throw TemplateProblem("a \(kindName) and a \(other.kindName) have no order")
        }
    }

    private enum Order { case less, equal, greater, none }

    /// The order of two numbers, one of which has a fraction: exact also where the other is too large for a `Double`.
    private static func order(
        _ left: TemplateValue, _ leftNumber: Double, _ right: TemplateValue, _ rightNumber: Double
    )
        -> Order
    {
        guard !leftNumber.isNaN, !rightNumber.isNaN else { return .none }
        if leftNumber < rightNumber { return .less }
        if leftNumber > rightNumber { return .greater }
        // Equal as they are rounded, and then the one with a fraction has none.
        if let whole = left.integer, let exact = Int(exactly: rightNumber) {
            return whole == exact ? .equal : whole < exact ? .less : .greater
        }
        if let whole = right.integer, let exact = Int(exactly: leftNumber) {
            return exact == whole ? .equal : exact < whole ? .less : .greater
        }
        // A whole number that is rounded up to the first one beyond all.
        if left.integer != nil { return .less }
        return right.integer != nil ? .greater : .equal
    }

    /// Whether `in` finds `item`: a part of a text, an element of a list, a key of a dictionary.
    func contains(_ item: TemplateValue) throws(TemplateProblem) -> Bool {
        if let text = string {
            guard let part = item.string else {
                throw TemplateProblem("only a text can be in a text, not a \(item.kindName)")
            }
            return part.isEmpty || PythonText.ranges(of: part, in: text).first != nil
        }
        switch self {
        case .map(let entries): return try entries.value(of: item) != nil
        case .view(let view) where view.kind == .keys: return try view.entries.value(of: item) != nil
        case .list, .tuple, .range, .view, .iterator, .absent:
            for element in try elements() where try element.isEqual(to: item) { return true }
            return false
        default: throw TemplateProblem("nothing can be in a \(kindName)")
        }
    }

    /// The elements that `for` goes through.
    func elements() throws(TemplateProblem) -> [TemplateValue] {
        switch self {
        case .list(let items), .tuple(let items): items
        case .map(let entries): entries.map(\.key)
        case .string(let text), .markup(let text): text.unicodeScalars.map { .string(String($0)) }
        case .range(let range): range.elements
        case .view(let view): view.elements
        case .iterator(let iterator): try iterator.take()
        case .absent: []
        case .undefined(let message): throw TemplateProblem(undefined: message)
        default: throw TemplateProblem("a \(kindName) has no elements")
        }
    }

    /// How many elements there are, for what knows it beforehand.
    func count() throws(TemplateProblem) -> Int {
        switch self {
        case .iterator:
            throw TemplateProblem("the result of this filter has no length", hint: "write `|list` behind it")
        case .loop(let loop): loop.count
        default: try elements().count
        }
    }

    /// - Throws: `TemplateProblem` for what can be no key of a dictionary.
    func checkHashable() throws(TemplateProblem) {
        switch self {
        case .undefined(let message): throw TemplateProblem(undefined: message)
        case .list, .map: throw TemplateProblem("a \(kindName) cannot be a key")
        case .view(let view) where view.kind != .values: throw TemplateProblem("a \(kindName) cannot be a key")
        case .tuple(let items): for item in items { try item.checkHashable() }
        default: return
        }
    }
}

extension [TemplateValue.Entry] {
    /// The value behind `key`; `nil` if there is no such key.
    ///
    /// - Throws: `TemplateProblem` for what can be no key.
    func value(of key: TemplateValue) throws(TemplateProblem) -> TemplateValue? {
        try index(of: key).map { self[$0].value }
    }

    /// The index of the entry whose key is `key`.
    func index(of key: TemplateValue) throws(TemplateProblem) -> Int? {
        try key.checkHashable()
        for (index, entry) in enumerated() where try entry.key.isEqual(to: key) { return index }
        return nil
    }

    /// The entries with `value` behind `key`, at the place of an equal key or at the end.
    mutating func set(_ key: TemplateValue, to value: TemplateValue) throws(TemplateProblem) {
        if let index = try index(of: key) {
            self[index] = .init(key: self[index].key, value: value)
        } else {
            append(.init(key: key, value: value))
        }
    }
}
