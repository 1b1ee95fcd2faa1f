/// A part of the path of a `COPY` source that has wildcards.
public struct NamePattern: Sendable, Hashable {
    private let pattern: PathPattern

    /// `nil` if `text` has no wildcards, or is no pattern, and so means what it says.
    public init?(_ text: String) {
        guard Path.hasWildcard(text), let pattern = try? PathPattern(source: text) else { return nil }
        self.pattern = pattern
    }

    /// Whether a file of this name is meant.
    public func matches(_ name: some Sequence<UInt8>) -> Bool { pattern.matches(PathPatterns.characters(name)) }
}
