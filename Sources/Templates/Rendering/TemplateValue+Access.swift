extension TemplateValue {
    func attribute(_ name: String) -> TemplateValue {
        if case .map(let entries) = self, let entry = entries.first(where: { $0.key == .string(name) }) {
            return entry.value
        }
        return .undefined("'\(kindName) object' has no attribute '\(name)'")
    }

    func item(_ key: TemplateValue) -> TemplateValue {
        switch self {
        case .map(let entries):
            if let entry = entries.first(where: { $0.key.isEqual(to: key) }) { return entry.value }
            let name = key.string ?? key.text
            return .undefined("'dict object' has no \(key.string == nil ? "element \(name)" : "attribute '\(name)'")")
        case .list(let items), .tuple(let items):
            if let index = key.integer, let item = Self.item(index, of: items) { return item }
            return .undefined("'\(kindName) object' has no element \(key.text)")
        case .string(let text):
            let scalars = text.unicodeScalars.map { TemplateValue.string(String($0)) }
            if let index = key.integer, let item = Self.item(index, of: scalars) { return item }
            return .undefined("'str object' has no element \(key.text)")
        default: return .undefined("'\(kindName) object' has no element \(key.text)")
        }
    }

    private static func item(_ index: Int, of items: [TemplateValue]) -> TemplateValue? {
        let position = index < 0 ? items.count + index : index
        return items.indices.contains(position) ? items[position] : nil
    }

    /// `value[start:end:step]` by Python's rules.
    func slice(_ start: TemplateValue?, _ end: TemplateValue?, _ step: TemplateValue?) throws(TemplateProblem)
        -> TemplateValue
    {
        let items: [TemplateValue] =
            switch self {
            case .list(let items), .tuple(let items): items
            case .string(let text): text.unicodeScalars.map { .string(String($0)) }
            default: throw TemplateProblem("a \(kindName) cannot be sliced")
            }
        func bound(_ value: TemplateValue?) throws(TemplateProblem) -> Int? {
            guard let value, value != .none else { return nil }
            guard let integer = value.integer else { throw TemplateProblem("a slice takes whole numbers") }
            return integer
        }
        let stride = try bound(step) ?? 1
        guard stride != 0 else { throw TemplateProblem("the step of a slice is not zero") }
        let count = items.count
        let (low, high) = stride > 0 ? (0, count) : (-1, count - 1)
        func clamped(_ value: Int?, _ fallback: Int) -> Int {
            guard let value else { return fallback }
            return min(max(value < 0 ? value + count : value, low), high)
        }
        let first = clamped(try bound(start), stride > 0 ? 0 : count - 1)
        let last = clamped(try bound(end), stride > 0 ? count : -1)
        let kept = Swift.stride(from: first, to: last, by: stride).map { items[$0] }
        switch self {
        case .string: return .string(kept.map(\.text).joined())
        case .tuple: return .tuple(kept)
        default: return .list(kept)
        }
    }

    func compares(_ comparison: Comparison, to other: TemplateValue) throws(TemplateProblem) -> Bool {
        switch comparison {
        case .equal: isEqual(to: other)
        case .notEqual: !isEqual(to: other)
        case .less: try precedes(other)
        case .greater: try other.precedes(self)
        case .lessOrEqual: isEqual(to: other) ? true : try precedes(other)
        case .greaterOrEqual: isEqual(to: other) ? true : try other.precedes(self)
        case .contained: try other.contains(self)
        case .notContained: try !other.contains(self)
        }
    }
}
