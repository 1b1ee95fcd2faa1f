internal import Diagnostics
internal import PositionedYAML

/// The fields of an object whose keys are fixed.
struct FieldMap {
    private var entries: [String: YAMLMapping.Entry] = [:]

    mutating func set(_ key: String, _ entry: YAMLMapping.Entry) { entries[key] = entry }

    func contains(_ key: String) -> Bool { entries[key] != nil }

    /// What stands behind `key`, if the key is there.
    subscript(key: String) -> YAMLNode? { entries[key]?.value }

    func keyLocation(_ key: String) -> SourceLocation? { entries[key]?.keyLocation }
}
