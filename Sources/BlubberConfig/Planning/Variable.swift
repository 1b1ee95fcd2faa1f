public import Diagnostics

/// A name with a value.
public struct Variable: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The value.
    public let value: String
    /// Where the configuration gives the value; `nil` for what this module sets.
    public let location: SourceLocation?

    package init(_ name: String, _ value: String, at location: SourceLocation? = nil) {
        self.name = name
        self.value = value
        self.location = location
    }
}
