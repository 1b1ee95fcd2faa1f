public import Diagnostics

/// A value of a YAML document together with the place it was written at.
///
/// Aliases are replaced by what they stand for and merge keys (`<<`) are applied, so a tree holds plain values only.
public struct YAMLNode: Sendable {
    /// The three kinds of YAML values.
    public enum Content: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping(YAMLMapping)
    }

    /// The value.
    public let content: Content
    /// Where the value begins. An alias's value lies where the anchor is.
    public let location: SourceLocation
    /// How many Unicode scalars of the first line belong to the value; 1 for collections.
    public let length: Int

    package init(_ content: Content, at location: SourceLocation, length: Int = 1) {
        self.content = content
        self.location = location
        self.length = length
    }

    /// The kind of value, as a phrase for messages: `a string`, `a list` …
    public var kindDescription: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a map"
        case .scalar(let scalar):
            switch scalar.resolved {
            case .null: "nothing"
            case .boolean: "the boolean `\(scalar.text)`"
            case .integer, .real: "the number `\(scalar.text)`"
            case .string: "a string"
            }
        }
    }
}

/// A YAML mapping in the order of its keys; of a key given twice the last value counts.
public struct YAMLMapping: Sendable {
    /// One key with its value.
    public struct Entry: Sendable {
        /// The key as text; numbers and booleans are turned into text as JSON would write them.
        public let key: String
        /// The key's place.
        public let keyLocation: SourceLocation
        /// What stands behind the key.
        public let value: YAMLNode

        package init(key: String, keyLocation: SourceLocation, value: YAMLNode) {
            self.key = key
            self.keyLocation = keyLocation
            self.value = value
        }
    }

    /// The entries, in the order in which their keys were first written.
    public private(set) var entries: [Entry] = []
    /// Positions in `entries`, kept for long mappings only: those of a configuration are searched faster without.
    private var indexes: [String: Int] = [:]
    private static let indexedCount = 16

    package init() {}

    /// The value of `key`, or `nil` if the key is not there. A key with nothing behind it has a null value.
    public subscript(key: String) -> YAMLNode? { index(of: key).map { entries[$0].value } }

    /// Sets `entry`, replacing one with the same key in its place.
    ///
    /// - Returns: the entry that was replaced.
    @discardableResult
    package mutating func set(_ entry: Entry) -> Entry? {
        guard let index = index(of: entry.key) else {
            entries.append(entry)
            if entries.count == Self.indexedCount {
                for (position, known) in entries.enumerated() { indexes[known.key] = position }
            } else if entries.count > Self.indexedCount {
                indexes[entry.key] = entries.count - 1
            }
            return nil
        }
        let replaced = entries[index]
        entries[index] = entry
        return replaced
    }

    private func index(of key: String) -> Int? {
        entries.count < Self.indexedCount ? entries.firstIndex { $0.key == key } : indexes[key]
    }
}
