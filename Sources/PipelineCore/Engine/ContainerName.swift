/// The name of a container, unique on the host.
public struct ContainerName: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let text: String
    /// The name.
    public var description: String { text }

    /// Wraps a name that the caller made unique; letters, digits, `_`, `.` and `-`.
    public init(_ text: String) { self.text = text }

    /// What the names of all containers of a run begin with, and no others do. By it another process finds what one that
    /// was killed left behind.
    public static func prefix(ofRun id: String) -> String { "pipeline-runner-\(id)-" }

    /// A name that no other container has: the run's prefix and twelve random characters.
    public static func unique(run id: String) -> ContainerName {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        let suffix = (0..<12).compactMap { _ in alphabet.randomElement() }
        return ContainerName(prefix(ofRun: id) + String(suffix))
    }
}
