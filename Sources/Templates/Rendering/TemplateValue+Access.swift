extension TemplateValue {
    /// The value of `value.name`: a key of a dictionary, or something of `loop`.
    ///
    /// - Throws: `TemplateProblem` for a method that is not called, and for what else Python's own values have.
    func attribute(_ name: String) throws(TemplateProblem) -> TemplateValue {
        if case .loop(let loop) = self, let value = loop.attribute(name) { return value }
        if case .absent = self { throw .absent }
        guard !PythonAttributes.has(name, kind: kindName) else {
            throw TemplateProblem(
                "`\(name)` is a part of every \(kindName) and without a call no text",
                hint: { if case .map = self { "write ['\(name)'] for the key" } else { nil } }())
        }
        if case .map(let entries) = self, let value = try entries.value(of: .string(name)) { return value }
        let kind = if case .loop = self { "jinja2.runtime.LoopContext" } else { kindName }
        return .undefined("'\(kind) object' has no attribute '\(name)'")
    }

    /// The value of `value[key]`.
    func item(_ key: TemplateValue) throws(TemplateProblem) -> TemplateValue {
        let text = key.string
        switch self {
        case .map(let entries):
            if let value = try entries.value(of: key) { return value }
        case .list(let items), .tuple(let items):
            if let index = key.integer, let item = Self.item(index, of: items) { return item }
        case .string, .range:
            if let index = key.integer, let item = Self.item(index, of: try elements()) { return item }
        case .markup: throw TemplateProblem("elements of a text that is safe in HTML are not supported")
        case .loop: if let text { return try attribute(text) }
        case .absent: throw .absent
        default: break
        }
        if let text { return try attribute(text) }
        return .undefined("'\(kindName) object' has no element \(try key.printed())")
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
            case .list, .tuple, .string, .range: try elements()
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
        if case .range(let range) = self { return .range(try range.slice(from: first, to: last, by: stride)) }
        let kept = Swift.stride(from: first, to: last, by: stride).map { items[$0] }
        switch self {
        case .string: return .string(kept.compactMap(\.string).joined())
        case .tuple: return .tuple(kept)
        default: return .list(kept)
        }
    }

    func compares(_ comparison: Comparison, to other: TemplateValue) throws(TemplateProblem) -> Bool {
        switch comparison {
        case .equal: try isEqual(to: other)
        case .notEqual: try !isEqual(to: other)
        case .less: try precedes(other)
        case .greater: try other.precedes(self)
        case .lessOrEqual: try precedes(other) ? true : try isEqual(to: other)
        case .greaterOrEqual: try other.precedes(self) ? true : try isEqual(to: other)
        case .contained: try other.contains(self)
        case .notContained: try !other.contains(self)
        }
    }
}
