public import Diagnostics

/// A key of a stage: what it does, or how.
public struct StageKey: Sendable, Hashable {
    /// The key.
    public let name: String
    /// Where it stands; where the stage does, if it is a default.
    public let location: SourceLocation?
}
