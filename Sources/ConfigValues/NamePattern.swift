/// The name of a pipeline, or a pattern of such names: `publish`, `*-publish`.
public struct NamePattern: Sendable, Hashable {
    /// The pattern as written.
    public let text: String
    private let glob: Glob

    /// Parses a pattern.
    ///
    /// - Throws: `InvalidValue` for an empty text or one with control characters.
    public init(_ text: String) throws(InvalidValue) {
        guard !text.isEmpty else { throw InvalidValue("is empty") }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw InvalidValue("holds a control character")
        }
        self.text = text
        glob = Glob(text)
    }

    /// Whether `name` fits.
    public func matches(_ name: String) -> Bool { glob.matches(name) }
}
