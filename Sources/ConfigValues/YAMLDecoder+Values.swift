internal import Diagnostics
package import PositionedYAML

extension YAMLDecoder {
    /// A value of a type that checks its text.
    package func value<Value>(
        _ node: YAMLNode, field: String, _ make: (String) throws(InvalidValue) -> Value
    ) -> Value? {
        guard let text = string(node, field: field) else { return nil }
        do throws(InvalidValue) {
            return try make(text)
        } catch {
            report("invalid-value", "\(field): `\(text)` \(error.reason)", at: node, hint: error.hint)
            return nil
        }
    }

    /// A list; one text in its place is a slip that is easily explained.
    package func list(_ node: YAMLNode, field: String) -> [YAMLNode]? {
        if case .scalar(let scalar) = node.content, case .string(let text) = scalar.resolved {
            mismatch(node, field: field, expected: "a list", hint: "write a list: `[\(text)]`")
            return nil
        }
        return sequence(node, field: field)
    }

    /// One of a few words.
    package func choice<Value: RawRepresentable<String> & CaseIterable>(_ node: YAMLNode, field: String) -> Value? {
        guard let text = string(node, field: field) else { return nil }
        if let value = Value(rawValue: text) { return value }
        let names = Value.allCases.map(\.rawValue)
        report(
            "invalid-value", "\(field) cannot be `\(text)`", at: node,
            notes: ["allowed here: \(names.joined(separator: ", "))"],
            hint: nearMatch(to: text, among: names).map { "did you mean `\($0)`?" })
        return nil
    }

    /// A whole number within bounds.
    package func integer(_ node: YAMLNode, field: String, in range: ClosedRange<Int>) -> Int? {
        guard let number = integer(node, field: field) else { return nil }
        if range.contains(number) { return number }
        report(
            "invalid-value", "\(field) must be between \(range.lowerBound) and \(range.upperBound), not \(number)",
            at: node)
        return nil
    }

    /// A length of time within bounds.
    package func span(_ node: YAMLNode, field: String, in range: ClosedRange<TimeSpan>) -> TimeSpan? {
        if case .scalar(let scalar) = node.content, case .integer = scalar.resolved {
            mismatch(
                node, field: field, expected: "a length of time", hint: "give it a unit: `\(scalar.text)s`")
            return nil
        }
        guard let text = string(node, field: field) else { return nil }
        guard let span = TimeSpan(text) else {
            report(
                "invalid-value", "\(field) must be a length of time, not `\(text)`", at: node,
                notes: ["whole numbers with the units ms, s, m, h and d, such as `90s` or `1h30m`"])
            return nil
        }
        if range.contains(span) { return span }
        report(
            "invalid-value", "\(field) must be between \(range.lowerBound) and \(range.upperBound), not \(span)",
            at: node)
        return nil
    }

    /// A path, made absolute; a relative one is relative to `folder`.
    package func path(_ node: YAMLNode, field: String, in folder: String) -> String? {
        guard let text = string(node, field: field) else { return nil }
        let problem: String? =
            text.isEmpty
            ? "is empty"
            : text.hasPrefix("~")
                ? "begins with `~`: write the whole path" : text.utf8.contains(0) ? "holds a NUL" : nil
        if let problem {
            report("invalid-value", "\(field) \(problem)", at: node)
            return nil
        }
        return AbsolutePath.resolve(text, in: folder)
    }

    /// Where a secret comes from: `map` holds either `env` or `file`.
    package func secretSource(_ map: YAMLMapping, at node: YAMLNode, field: String, in folder: String) -> SecretSource?
    {
        guard map.entries.count == 1 else {
            report(
                "invalid-value", "\(field) needs either `env` or `file`", at: node,
                hint: "write `env: VARIABLE` or `file: PATH`; the secret itself never stands in this file")
            return nil
        }
        if let file = map["file"] { return path(file, field: "`file`", in: folder).map(SecretSource.file) }
        guard let variable = map["env"], let name = string(variable, field: "`env`") else { return nil }
        let isName =
            !name.isEmpty && !(name.utf8.first?.isDigit ?? true)
            && name.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
        guard isName else {
            report("invalid-value", "`\(name)` is not the name of an environment variable", at: variable)
            return nil
        }
        return .environment(name)
    }
}
