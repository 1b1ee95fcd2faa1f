/// What an engine is told once, apart from each request.
public struct EngineSettings: Sendable {
    /// How buildah separates a container's processes from the host's.
    public enum Isolation: String, Sendable, Hashable, CaseIterable {
        /// `oci` where it works here, else `chroot` with a warning.
        case auto
        /// Namespaces and control groups, made by runc.
        case oci
        /// A changed root and little more; works where control groups cannot be had.
        case chroot
    }

    /// How buildah separates processes; docker has no such choice.
    public var isolation = Isolation.auto
    /// An absolute path of a folder for what was found out about this machine; made when needed.
    public var cacheFolder: String
    /// Takes one line about something that a person should know and that stops nothing.
    public var warn: @Sendable (String) -> Void

    /// Settings with automatic isolation.
    public init(cacheFolder: String, warn: @escaping @Sendable (String) -> Void = { _ in }) {
        self.cacheFolder = cacheFolder
        self.warn = warn
    }
}
