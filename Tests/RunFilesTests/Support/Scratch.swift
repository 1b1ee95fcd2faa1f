import Foundation
import PipelineCore
import RunFiles

/// A folder for one test, removed afterwards, with a state folder in it that is yet to be made.
struct Scratch {
    /// Absolute and without links in it.
    let path: String
    var state: StateFolder { StateFolder("\(path)/state") }

    static func with<Result>(_ body: (Scratch) async throws -> Result) async throws -> Result {
        let temporary = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        let path = "\(temporary)/run-files-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(Scratch(path: path))
    }

    /// Calls `body` with a workspace whose checkout holds `files`, by path.
    static func withWorkspace(
        _ files: [String: String] = [:], _ body: (CheckoutWorkspace, Scratch) async throws -> Void
    ) async throws {
        try await with { scratch in
            let workspace = try CheckoutWorkspace(in: scratch.state, for: .fresh())
            defer { workspace.remove() }
            for (file, text) in files {
                let url = URL(filePath: "\(workspace.checkout)/\(file)")
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: url)
            }
            try await body(workspace, scratch)
        }
    }

    /// What is in a folder, sorted; empty if it is missing.
    func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
}

extension RunID {
    static func fresh() -> RunID { RunID(startingAt: UTCTime(seconds: 1_709_633_700)) }
}
