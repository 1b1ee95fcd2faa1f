internal import CommandRunner
internal import PipelineCore

extension BuildahEngine {
    /// What a listing command prints.
    ///
    /// It fails with the words `race` where another process removes something while it looks, so it is asked again.
    func list(_ arguments: [String], of subject: String, race: String) async throws -> String {
        var captured = try await tool.capture(arguments)
        for _ in 0..<9 where !captured.status.isSuccess && captured.standardError.contains(race) {
            try await Task.sleep(for: .milliseconds(200))
            captured = try await tool.capture(arguments)
        }
        guard captured.status.isSuccess else {
            throw FailureReport(output: captured).failure(operation: "list", subject: subject)
        }
        return captured.standardOutput
    }
}
