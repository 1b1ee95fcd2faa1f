public import BlubberConfig

/// A throw-away checkout of the commit that a run is about.
///
/// Paths are relative to the repository's root. No path leaves it, not through `..` and not through symbolic links.
public protocol Workspace: Sendable {
    /// The bytes of a file; `nil` if there is none.
    ///
    /// - Throws: `WorkspaceFailure` if the path leaves the workspace or cannot be read.
    func read(_ path: String) throws(WorkspaceFailure) -> [UInt8]?

    /// The absolute path of a folder; empty means the root.
    ///
    /// - Throws: `WorkspaceFailure` if there is no such folder or the path leaves the workspace.
    func folder(_ path: String) throws(WorkspaceFailure) -> String

    /// The absolute path of a context for a build: the folder at `path` itself where nothing is left out of it, nothing
    /// copied into it and it need not be laid out, else one made from it, of the same modes and times.
    ///
    /// `layers` are the stages whose copied files lie over the checkout's, later ones over earlier ones.
    ///
    /// - Throws: `WorkspaceFailure` if there is no such folder or the context cannot be made.
    func context(_ path: String, layout: ContextLayout, layers: [StageID]) throws(WorkspaceFailure) -> String

    /// Makes an empty folder beside the checkout for files that come out of a container, and returns its absolute path.
    ///
    /// - Throws: `WorkspaceFailure` if it cannot be made.
    func arrivalFolder() throws(WorkspaceFailure) -> String

    /// Moves what arrived to its place in the layer of `stage`, and returns that place and the paths of all files that came.
    ///
    /// - Throws: `WorkspaceFailure` where nothing arrived, or the place cannot be made.
    func place(_ arrival: Arrival, in stage: StageID, over layers: [StageID]) throws(WorkspaceFailure) -> PlacedFiles

    /// Keeps the file or folder at `path` of a stage's layer beyond the run, a folder as `PATH.tar.gz`, and returns the
    /// absolute path.
    ///
    /// - Throws: `WorkspaceFailure` if it is a symbolic link or cannot be written; `CancellationError`.
    func keep(_ path: String, of stage: StageID) async throws -> String

    /// Writes a file beside the checkout, where no build sees it, and returns its absolute path.
    ///
    /// - Throws: `WorkspaceFailure` if it cannot be written.
    func writeBeside(_ text: String, name: String) throws(WorkspaceFailure) -> String
}

/// A file of the workspace cannot be read or written.
public struct WorkspaceFailure: Error, Hashable, CustomStringConvertible {
    /// The path concerned.
    public let path: String
    /// What is wrong with it.
    public let reason: String
    /// Whether the file system is full.
    public let isDiskFull: Bool

    /// One line for a person.
    public var description: String { "\(path): \(reason)" }

    /// Describes one failure.
    public init(path: String, reason: String, isDiskFull: Bool = false) {
        self.path = path
        self.reason = reason
        self.isDiskFull = isDiskFull
    }
}
