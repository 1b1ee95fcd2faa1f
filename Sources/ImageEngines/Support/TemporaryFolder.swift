internal import Glibc
internal import PipelineCore

/// A fresh folder for the files that an engine command reads or writes.
enum TemporaryFolder {
    /// Makes a folder that only this user can enter, hands its path to `body` and removes it with its contents.
    static func with<Result>(in parent: String = "/tmp", _ body: (String) async throws -> Result) async throws -> Result
    {
        var template = Array("\(prefix(in: parent))XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw EngineFailure(.other, operation: "make a folder in", subject: parent, details: [FileSystem.lastError])
        }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { FileSystem.removeTree(folder) }
        return try await body(folder)
    }

    /// What the paths of all such folders in `parent` begin with.
    static func prefix(in parent: String) -> String { "\(parent)/pipeline-runner-" }
}
