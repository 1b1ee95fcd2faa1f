public import Diagnostics

/// A copy with the meaning of the Dockerfile's `COPY`.
public struct CopyStep: Sendable, Hashable {
    /// Where the files are.
    public let from: FileOrigin
    /// Files and folders, at least one; absolute unless they are in the context.
    public let sources: [String]
    /// Where they go; relative ones are below the working directory.
    public let destination: String
    /// Patterns in `.dockerignore` syntax of what is left out below folders.
    public let exclude: [String]
    /// Whether the `lives` user gets the files; else root owns those of the context and others keep their owner.
    public let ownedByLives: Bool
    /// Where the configuration asks for it.
    public let location: SourceLocation
}
