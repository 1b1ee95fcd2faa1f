internal import CommandRunner
internal import PipelineCore

extension BuildahEngine {
    /// What buildah says where an image is removed while it goes through all of them.
    static let lostImages = ["locating item named", "locating image with ID"]

    /// What a listing command prints.
    ///
    /// It fails with one of the words `races` where another process removes something while it looks, so it is asked again.
    func list(_ arguments: [String], of subject: String, races: [String]) async throws -> String {
        var captured = try await tool.capture(arguments)
        for _ in 0..<9 where !captured.status.isSuccess && races.contains(where: captured.standardError.contains) {
            try await Task.sleep(for: .milliseconds(200))
            captured = try await tool.capture(arguments)
        }
        guard captured.status.isSuccess else {
            throw FailureReport(output: captured).failure(operation: "list", subject: subject)
        }
        return captured.standardOutput
    }
}
