/// What a Dockerfile frontend understands beyond what all of them do.
public struct DockerfileDialect: Sendable, Hashable {
    /// `COPY --exclude=PATTERN`.
    public var copyExclude = false
    /// Here-documents in `RUN` and `COPY`.
    public var hereDocuments = false
    /// `COPY --link`; nothing that a configuration asks for needs it.
    public var copyLink = false
    /// `$NAME` in the options of `RUN --mount`.
    public var mountVariables = false
    /// What a bind mount holds decides about a step's cached result, and what is written to it is lost.
    public var snapshotMounts = false
    /// A `COPY` whose wildcards match nothing is no error.
    public var emptyWildcards = false
    /// `sharing=private` of a cache: a cache of its own for each step that runs beside another one.
    public var privateCaches = false

    /// What every frontend has.
    public init() {}

    /// The current frontend of BuildKit, asked for by the first line of the file.
    public static let buildkit: DockerfileDialect = {
        var dialect = DockerfileDialect()
        dialect.copyExclude = true
        dialect.hereDocuments = true
        dialect.copyLink = true
        dialect.mountVariables = true
        dialect.snapshotMounts = true
        dialect.emptyWildcards = true
        dialect.privateCaches = true
        return dialect
    }()

    /// The frontend built into Docker 20.10.
    public static let docker20: DockerfileDialect = {
        var dialect = DockerfileDialect()
        dialect.snapshotMounts = true
        dialect.emptyWildcards = true
        dialect.privateCaches = true
        return dialect
    }()

    /// buildah 1.28.
    public static let buildah128: DockerfileDialect = {
        var dialect = DockerfileDialect()
        dialect.mountVariables = true
        return dialect
    }()

    /// What buildah 1.28 and the frontend built into Docker 20.10 have in common.
    public static let portable = DockerfileDialect()
}
