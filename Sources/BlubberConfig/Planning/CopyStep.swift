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

extension CopyStep {
    /// The image that it copies from.
    var image: BaseImage? {
        if case .image(let image) = from { image } else { nil }
    }

    /// Whether every source may match nothing.
    var isWildcardsOnly: Bool { sources.allSatisfy(Path.hasWildcard) }

    /// Whether the destination is a folder by the way it is written.
    var isIntoFolder: Bool { Path.endsInSlash(destination) || Path.clean(destination) == "." }

    /// Whether the context's files must be laid out for a frontend of this dialect.
    func needsPreparedContext(for dialect: DockerfileDialect) -> Bool {
        let isFiltered = !exclude.isEmpty && !dialect.copyExclude
        return from == .context ? isFiltered || needsMatch(in: dialect) : !isFiltered && needsMatch(in: dialect)
    }

    /// Whether the copy would fail where its wildcards match nothing.
    func needsMatch(in dialect: DockerfileDialect) -> Bool {
        !dialect.emptyWildcards && isWildcardsOnly && isIntoFolder
    }

    /// The same copy of other files, nothing left out.
    func copying(_ sources: [String], from origin: FileOrigin? = nil, isIntoFolder: Bool = false) -> CopyStep {
        CopyStep(
            from: origin ?? from, sources: sources,
            destination: isIntoFolder && !Path.endsInSlash(destination) ? destination + "/" : destination, exclude: [],
            ownedByLives: ownedByLives, location: location)
    }
}
