/// A file that a container can read and nobody else, gone with the container.
public struct SecretFile: Sendable, Hashable, CustomStringConvertible {
    /// Its absolute path in the container.
    public let path: String
    /// What it holds.
    public let contents: String

    /// A file at `/run/secrets/NAME`; letters, digits, `.`, `_` and `-`.
    public init(name: String, contents: String) {
        path = "/run/secrets/\(name)"
        self.contents = contents
    }

    /// The path, and never the contents.
    public var description: String { path }
}
