internal import Diagnostics
internal import PositionedYAML

extension FleetReader {
    /// A value of a type that checks its text.
    func value<Value>(
        _ node: YAMLNode, field: String, _ make: (String) throws(InvalidValue) -> Value
    ) -> Value? {
        guard let text = decoder.string(node, field: field) else { return nil }
        do throws(InvalidValue) {
            return try make(text)
        } catch {
            decoder.report("invalid-value", "\(field): `\(text)` \(error.reason)", at: node, hint: error.hint)
            return nil
        }
    }

    /// A list; one text in its place is a slip that is easily explained.
    func list(_ node: YAMLNode, field: String) -> [YAMLNode]? {
        if case .scalar(let scalar) = node.content, case .string(let text) = scalar.resolved {
            decoder.mismatch(node, field: field, expected: "a list", hint: "write a list: `[\(text)]`")
            return nil
        }
        return decoder.sequence(node, field: field)
    }

    func choice<Value: RawRepresentable<String> & CaseIterable>(_ node: YAMLNode, field: String) -> Value? {
        guard let text = decoder.string(node, field: field) else { return nil }
        if let value = Value(rawValue: text) { return value }
        let names = Value.allCases.map(\.rawValue)
        decoder.report(
            "invalid-value", "\(field) cannot be `\(text)`", at: node,
            notes: ["allowed here: \(names.joined(separator: ", "))"],
            hint: nearMatch(to: text, among: names).map { "did you mean `\($0)`?" })
        return nil
    }

    func integer(_ node: YAMLNode, field: String, in range: ClosedRange<Int>) -> Int? {
        guard let number = decoder.integer(node, field: field) else { return nil }
        if range.contains(number) { return number }
        decoder.report(
            "invalid-value", "\(field) must be between \(range.lowerBound) and \(range.upperBound), not \(number)",
            at: node)
        return nil
    }

    func span(_ node: YAMLNode, field: String, in range: ClosedRange<TimeSpan>) -> TimeSpan? {
        if case .scalar(let scalar) = node.content, case .integer = scalar.resolved {
            decoder.mismatch(
                node, field: field, expected: "a length of time", hint: "give it a unit: `\(scalar.text)s`")
            return nil
        }
        guard let text = decoder.string(node, field: field) else { return nil }
        guard let span = TimeSpan(text) else {
            decoder.report(
                "invalid-value", "\(field) must be a length of time, not `\(text)`", at: node,
                notes: ["whole numbers with the units ms, s, m, h and d, such as `90s` or `1h30m`"])
            return nil
        }
        if range.contains(span) { return span }
        decoder.report(
            "invalid-value", "\(field) must be between \(range.lowerBound) and \(range.upperBound), not \(span)",
            at: node)
        return nil
    }

    /// A path, made absolute.
    func path(_ node: YAMLNode, field: String) -> String? {
        guard let text = decoder.string(node, field: field) else { return nil }
        let problem: String? =
            text.isEmpty
            ? "is empty"
            : text.hasPrefix("~")
                ? "begins with `~`: write the whole path" : text.utf8.contains(0) ? "holds a NUL" : nil
        if let problem {
            decoder.report("invalid-value", "\(field) \(problem)", at: node)
            return nil
        }
        return AbsolutePath.resolve(text, in: folder)
    }
}
