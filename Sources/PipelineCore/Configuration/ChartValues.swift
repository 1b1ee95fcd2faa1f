/// What a chart is told: a tree of texts and of words that are no texts.
public indirect enum ChartValues: Sendable, Hashable {
    case text(String)
    /// A number, a truth value or nothing, as YAML writes it.
    case word(String)
    case list([ChartValues])
    case map([String: ChartValues])

    /// The same with `other` over it: maps are merged at any depth, all else takes the place of what was there.
    func merging(_ other: ChartValues) -> ChartValues {
        guard case .map(let own) = self, case .map(let added) = other else { return other }
        return .map(own.merging(added) { $0.merging($1) })
    }

    /// A YAML document, keys in order.
    public var document: String { text(indentation: "") + "\n" }

    private func text(indentation: String) -> String {
        let inner = indentation + "  "
        func lines(_ items: [String], _ brackets: (String, String)) -> String {
            guard !items.isEmpty else { return brackets.0 + brackets.1 }
            return brackets.0 + "\n" + items.map { inner + $0 }.joined(separator: ",\n") + "\n"
                + indentation + brackets.1
        }
        switch self {
        case .text(let text): return Self.quoted(text)
        case .word(let word): return word
        case .list(let items): return lines(items.map { $0.text(indentation: inner) }, ("[", "]"))
        case .map(let entries):
            let sorted = entries.sorted { $0.key < $1.key }
            return lines(sorted.map { "\(Self.quoted($0.key)): \($0.value.text(indentation: inner))" }, ("{", "}"))
        }
    }

    /// A JSON string, which YAML takes as well.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case let control where control.value < 0x20 || 0x7F...0x9F ~= control.value || control.value == 0xFEFF,
                let control where 0x2028...0x2029 ~= control.value:
                let digits = String(control.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension ValueScope {
    /// What a value stands for, numbers and truth values kept apart from texts that look like them.
    ///
    /// What `$each` makes, and texts that are joined or numbers that are added by `$merge`, are texts.
    ///
    /// - Throws: as `evaluate(_:)`.
    func chartValues(_ value: ValueTemplate) throws(ExpressionFailure) -> ChartValues {
        switch value {
        case .text(let template): return .text(try expand(template))
        case .number(let template): return .word(ChartValues.word(template.source))
        case .list(let items):
            var values: [ChartValues] = []
            for item in items { values.append(try chartValues(item)) }
            return .list(values)
        case .map(let entries):
            var values: [String: ChartValues] = [:]
            for entry in entries { values[entry.key] = try chartValues(entry.value) }
            return .map(values)
        case .merge(let first, let second, _):
            switch (try chartValues(first), try chartValues(second)) {
            case (.map(let first), .map(let second)): return .map(first.merging(second) { $1 })
            case (.list(let first), .list(let second)): return .list(first + second)
            default: return ChartValues(try evaluate(value))
            }
        case .each: return ChartValues(try evaluate(value))
        }
    }
}

extension ChartValues {
    fileprivate init(_ value: StageValue) {
        switch value {
        case .text(let text): self = .text(text)
        case .list(let items): self = .list(items.map(ChartValues.init))
        case .map(let entries): self = .map(entries.mapValues(ChartValues.init))
        }
    }

    /// Readers of YAML disagree on which words are truth values, but not on these two.
    fileprivate static func word(_ source: String) -> String {
        switch source.lowercased() {
        case "", "~", "null": "null"
        case "true", "yes", "on": "true"
        case "false", "no", "off": "false"
        default: source
        }
    }
}
