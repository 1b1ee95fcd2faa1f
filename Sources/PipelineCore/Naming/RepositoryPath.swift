/// Paths that a repository's configuration gives, which must stay inside the repository.
public enum RepositoryPath {
    /// Whether it is the address of another repository or of an archive, which a docker client takes for a build's context.
    static func isAddress(_ path: String) -> Bool { path.contains("://") || path.hasPrefix("git@") }

    /// Whether contexts are fetched from such an address.
    static func isFetched(_ address: String) -> Bool {
        ["https://", "http://", "git://", "git@"].contains(where: address.hasPrefix)
    }

    /// What is said of an address that they are not fetched from.
    static func cannotFetch(_ address: String) -> (message: String, hint: String) {
        (
            "the build context `\(address)` is an address that is not fetched from",
            "use https://, http://, git:// or git@, or a folder of the repository"
        )
    }

    /// What is said of `excludes` where the context is an address.
    static let excludesOfAddress = (
        message: "`excludes` may only be used with a build context of the repository",
        hint: "remove it, or take the other repository in as a submodule"
    )

    /// `path` relative to the root without `.` and `..` components, empty for the root itself; `nil` if it leaves the root
    /// or holds a NUL.
    ///
    /// A leading `/` means the root.
    public static func normalized(_ path: String) -> String? {
        guard !path.utf8.contains(0) else { return nil }
        if isNormal(path) { return path }
        var components: [Substring] = []
        for component in path.split(separator: "/") where component != "." {
            if component == ".." {
                guard components.popLast() != nil else { return nil }
            } else {
                components.append(component)
            }
        }
        return components.joined(separator: "/")
    }

    /// Whether no component is empty or begins with a dot, as in most paths.
    private static func isNormal(_ path: String) -> Bool {
        var previous = UInt8(ascii: "/")
        for byte in path.utf8 {
            if previous == UInt8(ascii: "/"), byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") { return false }
            previous = byte
        }
        return previous != UInt8(ascii: "/")
    }
}
