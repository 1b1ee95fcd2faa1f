internal import Diagnostics
internal import PositionedYAML

/// The fields of an object whose keys are fixed.
struct FieldMap {
    /// A handful at most, which is searched faster than it is hashed.
    private var entries: [(key: String, entry: YAMLMapping.Entry)] = []

    mutating func set(_ key: String, _ entry: YAMLMapping.Entry) {
        if let index = index(of: key) { entries[index].entry = entry } else { entries.append((key, entry)) }
    }

    func contains(_ key: String) -> Bool { index(of: key) != nil }

    /// What stands behind `key`, if the key is there.
    subscript(key: String) -> YAMLNode? { index(of: key).map { entries[$0].entry.value } }

    func keyLocation(_ key: String) -> SourceLocation? { index(of: key).map { entries[$0].entry.keyLocation } }

    private func index(of key: String) -> Int? { entries.firstIndex { $0.key == key } }
}
