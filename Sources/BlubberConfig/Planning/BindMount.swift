public import Diagnostics

/// Files of the context, a stage or an image, mounted writable while a process runs.
public struct BindMount: Sendable, Hashable {
    /// Where the files are.
    public let from: FileOrigin
    /// The path below the origin's root; `nil` for the root.
    public let source: String?
    /// The mount point; relative ones are below the working directory.
    public let destination: String
    /// Where the configuration asks for it.
    public let location: SourceLocation
}

extension BindMount {
    /// The same mount of files somewhere else.
    func reading(_ origin: FileOrigin, source: String?) -> BindMount {
        BindMount(from: origin, source: source, destination: destination, location: location)
    }

    /// The same mount with other paths.
    func with(source: String?, destination: String) -> BindMount {
        BindMount(from: from, source: source, destination: destination, location: location)
    }
}
