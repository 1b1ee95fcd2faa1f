internal import Diagnostics
internal import PositionedYAML

extension YAMLDecoder {
    private static let eachKeys = ["$each", "$in", "$delimiter", "$yield"]

    /// The node as a value of any shape, `$each` and `$merge` included; null is an empty text.
    func value(_ node: YAMLNode, field: String) -> ValueTemplate? {
        switch node.content {
        case .scalar(let scalar): return scalarValue(scalar, at: node)
        case .sequence(let items): return .list(items.compactMap { value($0, field: "an item of \(field)") })
        case .mapping(let mapping):
            if mapping["$each"] != nil { return each(node, field: field) }
            if mapping["$merge"] != nil || mapping["$with"] != nil { return merge(node, field: field) }
            return .map(
                mapping.entries.compactMap { entry in value(entry.value, field: field).map { (entry.key, $0) } })
        }
    }

    /// The node as a list of texts, written out or made by `$each` or `$merge`.
    func texts(_ node: YAMLNode, field: String) -> ValueTemplate? {
        if node.isComputed { return value(node, field: "`\(field)`") }
        guard let items = sequence(node, field: "`\(field)`") else { return nil }
        return .list(
            items.compactMap { item in
                if item.isComputed { return computedText(item, field: field) }
                return template(item, field: "an item of `\(field)`").map(ValueTemplate.text)
            })
    }

    private func computedText(_ node: YAMLNode, field: String) -> ValueTemplate? {
        guard case .mapping(let mapping) = node.content, mapping["$each"] == nil else {
            report(
                "wrong-type", "an item of `\(field)` must be a string, and `$each` makes a list", at: node,
                hint: "join lists with `$merge: [ITEM, …]` and `$with: { $each: … }`")
            return nil
        }
        return value(node, field: "an item of `\(field)`")
    }

    private func scalarValue(_ scalar: YAMLScalar, at node: YAMLNode) -> ValueTemplate? {
        switch scalar.resolved {
        case .null: return template("", at: node).map(ValueTemplate.number)
        case .boolean, .integer, .real: return template(scalar.text, at: node).map(ValueTemplate.number)
        default: return template(scalar.text, at: node).map(ValueTemplate.text)
        }
    }

    private func each(_ node: YAMLNode, field: String) -> ValueTemplate? {
        guard let map = mapping(node, field: "the `$each` of \(field)", known: Self.eachKeys),
            let names = loopNames(map)
        else { return nil }
        var source = ValueTemplate.empty
        if let written = map["$in"], !written.isBlank {
            guard let read = value(written, field: "`$in`") else { return nil }
            source = read
        }
        var delimiter = Template(literal: "\n")
        if let written = map["$delimiter"], !written.isBlank {
            delimiter = template(written, field: "`$delimiter`") ?? delimiter
        }
        var yield = ValueTemplate.text(Template(variable: names[0]).insideLoop())
        if let written = map["$yield"], !written.isBlank {
            guard let read = value(written, field: "`$yield`") else { return nil }
            checkLoopVariables(of: read, names: names)
            yield = read.insideLoop()
        }
        return .each(Comprehension(names: names, source: source, delimiter: delimiter, yield: yield))
    }

    private func loopNames(_ map: YAMLMapping) -> [String]? {
        guard let node = map["$each"] else { return nil }
        let nodes = if case .sequence(let items) = node.content { items } else { [node] }
        let names = nodes.compactMap { string($0, field: "a name of `$each`") }
        guard names.count == nodes.count else { return nil }
        guard !names.isEmpty, names.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isNamePart) }) else {
            report(
                "invalid-value", "`$each` needs a name, or a list of names", at: node,
                hint: "use letters, digits, `_` and `-`, and read the name as `${.name}` in `$yield`")
            return nil
        }
        return names
    }

    /// In `$yield` a `${.name}` that is none of the loop's is a slip: the stage's own values are reached by its name.
    private func checkLoopVariables(of value: ValueTemplate, names: [String]) {
        for template in value.loopTemplates {
            for variable in template.variables
            where variable.stage == "" && variable.fallback == nil && !names.contains(variable.key) {
                guard let location = template.location else { continue }
                report(
                    "unbound-loop-name", "nothing is called `\(variable.source)` inside this `$yield`", at: location,
                    length: template.source.unicodeScalars.count,
                    notes: ["the names of this `$each`: \(names.joined(separator: ", "))"],
                    hint: near(variable.key, among: names).map { "did you mean `${.\($0)}`?" }
                        ?? "own values of the stage are read by its name here, as in `${STAGE.\(variable.key)}`")
            }
        }
    }

    private func merge(_ node: YAMLNode, field: String) -> ValueTemplate? {
        guard let map = mapping(node, field: "the `$merge` of \(field)", known: ["$merge", "$with"]) else { return nil }
        for key in ["$merge", "$with"] where map[key] == nil {
            report("missing-key", "`\(key == "$with" ? "$merge" : "$with")` has no `\(key)` beside it", at: node)
        }
        guard let first = map["$merge"], let second = map["$with"],
            let left = value(first, field: "`$merge`"), let right = value(second, field: "`$with`")
        else { return nil }
        return .merge(left, with: right, at: node.location)
    }
}

extension YAMLNode {
    /// Whether it is made by `$each` or `$merge`.
    var isComputed: Bool {
        guard case .mapping(let mapping) = content else { return false }
        return ["$each", "$merge", "$with"].contains { mapping[$0] != nil }
    }
}

extension Character {
    /// Whether it may stand in the name of a variable.
    fileprivate var isNamePart: Bool { isASCII && (isLetter || isNumber || self == "_" || self == "-") }
}

extension ValueTemplate {
    /// The templates that see the loop's names if this is a `$yield`: an inner `$yield` has names of its own.
    fileprivate var loopTemplates: [Template] {
        switch self {
        case .text(let template), .number(let template): [template]
        case .list(let items): items.flatMap(\.loopTemplates)
        case .map(let entries): entries.flatMap(\.value.loopTemplates)
        case .each(let each): each.source.loopTemplates + [each.delimiter]
        case .merge(let first, let second, _): first.loopTemplates + second.loopTemplates
        }
    }

    /// The same value as the `$yield` of a loop.
    fileprivate func insideLoop() -> ValueTemplate {
        switch self {
        case .text(let template): .text(template.insideLoop())
        case .number(let template): .number(template.insideLoop())
        case .list(let items): .list(items.map { $0.insideLoop() })
        case .map(let entries): .map(entries.map { ($0.key, $0.value.insideLoop()) })
        case .each(let each):
            .each(
                Comprehension(
                    names: each.names, source: each.source.insideLoop(), delimiter: each.delimiter.insideLoop(),
                    yield: each.yield.insideLoop()))
        case .merge(let first, let second, let location):
            .merge(first.insideLoop(), with: second.insideLoop(), at: location)
        }
    }
}
