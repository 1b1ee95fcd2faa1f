public import Diagnostics

/// A file whose text the plan holds.
public struct FileStep: Sendable, Hashable {
    /// The absolute path.
    public let path: String
    /// The text.
    public let text: String
    /// Where the configuration asks for it.
    public let location: SourceLocation
}
