internal import Diagnostics
internal import OCI
internal import PositionedYAML

/// Reads nodes into the typed configuration and gathers findings.
struct ConfigurationReader {
    let decoder: YAMLDecoder
    /// Names that `from` and `includes` may refer to, in the order of the file.
    let variantNames: [String]
    private let variantNameSet: Set<String>

    init(decoder: YAMLDecoder, variantNames: [String]) {
        self.decoder = decoder
        self.variantNames = variantNames
        variantNameSet = Set(variantNames)
    }

    func isVariant(_ name: String) -> Bool { variantNameSet.contains(name) }

    /// What `ConfigurationReader` makes of a whole document.
    struct Result {
        var top = CommonFields.defaults
        var variants: [Variant] = []
    }

    /// The fields of `node`, an object in which only `known` keys may be.
    ///
    /// Keys in other letter case count, with a warning, as the original takes them. `hints` say what to do about keys that
    /// people write here by mistake.
    func fields(
        _ node: YAMLNode, _ name: @autoclosure () -> String, known: [String], hints: [String: String] = [:],
        ignoringNull: Bool = false
    ) -> FieldMap? {
        guard let mapping = decoder.mapping(node, field: name()) else { return nil }
        var fields = FieldMap()
        for entry in mapping.entries {
            if known.contains(entry.key) {
                if !(ignoringNull && entry.value.isNull) { fields.set(entry.key, entry) }
                continue
            }
            let lowercased = entry.key.lowercased()
            if known.contains(lowercased), mapping[lowercased] == nil {
                decoder.report(
                    "key-case", "the key `\(entry.key)` is written `\(lowercased)`", at: entry.keyLocation,
                    length: entry.key.unicodeScalars.count, severity: .warning)
                fields.set(lowercased, entry)
            } else {
                reportUnknown(entry, in: name(), known: known, hints: hints)
            }
        }
        return fields
    }

    private func reportUnknown(
        _ entry: YAMLMapping.Entry, in name: String, known: [String], hints: [String: String]
    ) {
        guard !decoder.isFull else { return }
        let near = decoder.near(entry.key, among: known).map { "did you mean `\($0)`?" }
        decoder.report(
            "unknown-key", "unknown key `\(entry.key)` in \(name)", at: entry.keyLocation,
            length: entry.key.unicodeScalars.count, notes: ["allowed here: \(known.joined(separator: ", "))"],
            hint: hints[entry.key] ?? near)
    }

    /// Text, with its place; `nil` also for an empty one, which means the same as an absent field.
    func text(_ node: YAMLNode?, _ name: String) -> Located<String>? {
        guard let node, let value = decoder.string(node, field: "`\(name)`"), !value.isEmpty else { return nil }
        return Located(value, at: node.location, length: node.length)
    }

    /// A list of texts; `nil` if the key is absent.
    func texts(_ node: YAMLNode?, _ name: String, hint: ((String) -> String)? = nil) -> [Located<String>]? {
        guard let node else { return nil }
        if let hint, case .scalar(let scalar) = node.content, case .string(let text) = scalar.resolved {
            decoder.mismatch(node, field: "`\(name)`", expected: "a list", hint: hint(text))
            return []
        }
        guard let items = decoder.sequence(node, field: "`\(name)`") else { return [] }
        return items.enumerated().compactMap { index, item in
            decoder.string(item, field: "`\(name)[\(index)]`").map {
                Located($0, at: item.location, length: item.length)
            }
        }
    }

    /// A flag; `nil` if the key is absent.
    func flag(_ node: YAMLNode?, _ name: String) -> Bool? {
        node.flatMap { decoder.boolean($0, field: "`\(name)`") }
    }

    /// Reports what is wrong with a value whose type is right.
    func reject<Value>(
        _ value: Located<Value>, _ message: String, notes: [String] = [], hint: String? = nil, code: String = "invalid"
    ) {
        decoder.report(code, message, at: value.location, length: value.length, notes: notes, hint: hint)
    }
}

extension YAMLNode {
    var isNull: Bool {
        if case .scalar(let scalar) = content, case .null = scalar.resolved { true } else { false }
    }
}
