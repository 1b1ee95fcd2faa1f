internal import Glibc

/// A folder for what a build needs for a while.
enum TreeScratch {
    /// Hands a new, empty folder in `TMPDIR` to `body` and removes it with all it holds.
    static func with<Result>(_ environment: [String: String], _ body: (String) async throws -> Result) async throws
        -> Result
    {
        let folder = try Folder.createUnique((environment["TMPDIR"] ?? "/tmp") + "/pipeline-runner-images-")
        defer { remove(folder) }
        return try await body(folder)
    }

    private static func remove(_ path: String) {
        for entry in TreeFile.entries(of: path) ?? [] {
            if entry.isFolder { remove("\(path)/\(entry.name)") } else { unlink("\(path)/\(entry.name)") }
        }
        rmdir(path)
    }
}
