internal import Glibc

/// The folders in which programs are looked up.
public struct SearchPath: Sendable {
    private let folders: [String]

    /// The folders of `PATH`, or those a shell would take without it; an empty entry is not taken for the current folder.
    public init(_ environment: [String: String]) {
        folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
    }

    /// The path of the first program of this name; `nil` if there is none.
    public func find(_ program: String) -> String? {
        folders.lazy.map { "\($0)/\(program)" }.first(where: Self.isProgram)
    }

    /// The paths of all programs of this name, in order of the folders.
    public func findAll(_ program: String) -> [String] {
        folders.map { "\($0)/\(program)" }.filter(Self.isProgram)
    }

    private static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return access(path, X_OK) == 0 && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
