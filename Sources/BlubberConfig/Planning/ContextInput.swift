/// A part of the build context that an instruction reads.
public struct ContextInput: Sendable, Hashable {
    /// A file or folder relative to the context's root, lexically clean, `.` for the whole; may hold wildcards.
    public let path: String
    /// Patterns in `.dockerignore` syntax of what below the path is left out.
    public let exclude: [String]

    package init(path: String, exclude: [String] = []) {
        self.path = path
        self.exclude = exclude
    }
}
