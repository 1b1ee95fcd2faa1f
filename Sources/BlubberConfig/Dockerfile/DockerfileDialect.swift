/// What a Dockerfile frontend understands beyond what all of them do.
public struct DockerfileDialect: Sendable, Hashable {
    /// `COPY --exclude=PATTERN`.
    public var copyExclude: Bool
    /// Here-documents in `RUN` and `COPY`.
    public var hereDocuments: Bool
    /// `COPY --link`; nothing that a configuration asks for needs it.
    public var copyLink: Bool

    /// Names each capability.
    public init(copyExclude: Bool, hereDocuments: Bool, copyLink: Bool) {
        self.copyExclude = copyExclude
        self.hereDocuments = hereDocuments
        self.copyLink = copyLink
    }

    /// The current frontend of BuildKit, asked for by the first line of the file.
    public static let buildkit = DockerfileDialect(copyExclude: true, hereDocuments: true, copyLink: true)
    /// What buildah 1.28 and the frontend built into Docker 20.10 have in common.
    public static let portable = DockerfileDialect(copyExclude: false, hereDocuments: false, copyLink: false)
}
