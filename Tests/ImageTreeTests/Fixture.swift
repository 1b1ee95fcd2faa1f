import FoundationEssentials

/// Files of this repository and scratch folders for tests.
enum Fixture {
    /// The repository's root.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(root)/\(path)")))
    }

    /// Calls `body` with an absolute path of a new folder, which is removed afterwards.
    static func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let manager = FileManager.default
        let folder = manager.temporaryDirectory.path + "/image-tree-\(UInt64.random(in: 0 ... .max))"
        try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? manager.removeItem(atPath: folder) }
        return try await body(folder)
    }

    /// All paths below a folder, sorted.
    static func paths(in folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    }

    static let environment = ProcessInfo.processInfo.environment
}
