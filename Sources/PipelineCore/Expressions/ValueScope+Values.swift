internal import Diagnostics

extension ValueScope {
    /// What a value stands for.
    ///
    /// - Throws: `ExpressionFailure` where an expression cannot be evaluated or two values cannot be merged.
    func evaluate(_ value: ValueTemplate) throws(ExpressionFailure) -> StageValue {
        switch value {
        case .text(let template), .number(let template): return .text(try expand(template))
        case .list(let items):
            var evaluated: [StageValue] = []
            for item in items { evaluated.append(try evaluate(item)) }
            return .list(evaluated)
        case .map(let entries):
            var evaluated: [String: StageValue] = [:]
            for entry in entries { evaluated[entry.key] = try evaluate(entry.value) }
            return .map(evaluated)
        case .each(let each): return .list(try evaluate(each))
        case .merge(.number(let first), .number(let second), _): return .text(Self.sum(first.source, second.source))
        case .merge(let first, let second, let location):
            return try merge(evaluate(first), with: evaluate(second), at: location)
        }
    }

    /// The texts of a list; `field` is what the list is for.
    ///
    /// - Throws: as `evaluate(_:)`, and where the value is no list.
    func texts(_ value: ValueTemplate, field: String) throws(ExpressionFailure) -> [String] {
        guard case .list(let items) = try evaluate(value) else {
            throw ExpressionFailure(
                "`\(field)` must be a list, and `$merge` made something else of it", hint: nil,
                at: value.templates.lazy.compactMap(\.location).first)
        }
        return items.map(\.description)
    }

    /// The texts of a map; `field` is what the map is for.
    ///
    /// - Throws: as `evaluate(_:)`, and where the value is no map.
    func entries(_ value: ValueTemplate, field: String) throws(ExpressionFailure) -> [String: String] {
        guard case .map(let entries) = try evaluate(value) else {
            throw ExpressionFailure(
                "`\(field)` must be a map, and `$merge` made something else of it", hint: nil,
                at: value.templates.lazy.compactMap(\.location).first)
        }
        return entries.mapValues(\.description)
    }

    private func evaluate(_ each: Comprehension) throws(ExpressionFailure) -> [StageValue] {
        var made: [StageValue] = []
        for item in try items(of: each) {
            made.append(try inside(bind(item, to: each)).evaluate(each.yield))
        }
        return made
    }

    private func items(of each: Comprehension) throws(ExpressionFailure) -> [StageValue] {
        let source = try evaluate(each.source)
        guard !source.isBlank else { return [] }
        switch source {
        case .list(let items): return items
        case .map: return [source]
        case .text(let text):
            let written = try expand(each.delimiter)
            let delimiters = Set((written.isEmpty ? "\n" : written).unicodeScalars)
            return text.unicodeScalars.split(whereSeparator: delimiters.contains).map { .text(String($0)) }
        }
    }

    private func bind(_ item: StageValue, to each: Comprehension) throws(ExpressionFailure) -> [String: StageValue] {
        guard each.names.count > 1 else { return [each.names[0]: item] }
        let words = item.description.split(separator: " ").map(String.init)
        guard words.count >= each.names.count else {
            throw ExpressionFailure(
                "insufficient number of values given ([\(words.joined(separator: ", "))]) to bind to variables "
                    + "([\(each.names.joined(separator: ", "))])",
                hint: "each item of `$in` needs \(each.names.count) words",
                at: each.source.templates.lazy.compactMap(\.location).first)
        }
        return Dictionary(zip(each.names, words.map(StageValue.text))) { $1 }
    }

    private func merge(
        _ first: StageValue, with second: StageValue, at location: SourceLocation
    ) throws(ExpressionFailure) -> StageValue {
        switch (first, second) {
        case (.list(let first), .list(let second)): return .list(first + second)
        case (.list(let first), let second): return .list(first + [second])
        case (.map(let first), .map(let second)): return .map(first.merging(second) { $1 })
        case (.text(let first), .text(let second)): return .text(first + second)
        default:
            throw ExpressionFailure(
                "`$merge` cannot join \(first.kind) with \(second.kind)",
                hint: "join lists with lists or single values, maps with maps, texts with texts", at: location)
        }
    }

    /// Texts that the parser took for numbers.
    private static func sum(_ first: String, _ second: String) -> String {
        if let left = Int(first), let right = Int(second) {
            let (sum, isTooLarge) = left.addingReportingOverflow(right)
            if !isTooLarge { return "\(sum)" }
        }
        guard let left = Double(first), let right = Double(second) else { return first + second }
        return "\(left + right)"
    }
}

extension StageValue {
    fileprivate var kind: String {
        switch self {
        case .text: "a text"
        case .list: "a list"
        case .map: "a map"
        }
    }
}
