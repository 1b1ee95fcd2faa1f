/// What a build's context consists of.
public struct ContextLayout: Sendable, Hashable {
    /// What the ignore file keeps from every copy and mount; paths are relative to the context.
    public let ignored: PathPatterns
    /// The folders that take the place of the context's root; none if the root is the context's.
    public let folders: [ContextFolder]

    /// Names both parts.
    public init(ignored: PathPatterns = PathPatterns(), folders: [ContextFolder] = []) {
        self.ignored = ignored
        self.folders = folders
    }

    /// Whether it is the context as it is.
    public var isPlain: Bool { ignored.isEmpty && folders.isEmpty }
}
