internal import CommandRunner
internal import PipelineCore

/// An engine's command-line program.
struct EngineTool: Sendable {
    let executable: String
    let runner: CommandRunner
    /// Variables for each of its processes, on top of the runner's.
    var environment: [String: String?] = [:]

    /// Runs it to its end.
    ///
    /// - Throws: `EngineFailure` with code `engineUnavailable` if it is not installed, `other` if it cannot be
    ///   started or outlives `timeout`.
    func capture(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:], timeout: Duration? = nil
    ) async throws -> CapturedOutput {
        let command = command(arguments, folder, environment)
        return try await mapped { try await runner.capture(command, timeout: timeout) }
    }

    /// Runs it to its end; a status other than 0 is a failure with the tool's last lines as details.
    func succeed(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:], operation: String,
        subject: String
    ) async throws -> String {
        let captured = try await capture(arguments, in: folder, environment: environment)
        guard captured.status.isSuccess else {
            throw FailureReport(output: captured).failure(operation: operation, subject: subject)
        }
        return captured.standardOutput
    }

    /// Runs it to its end while each line goes to `onLine`, one call at a time.
    func stream(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
        endsGroup: Bool = false, onLine: @escaping OutputHandler
    ) async throws -> ExitStatus {
        var command = command(arguments, folder, environment)
        command.endsGroup = endsGroup
        let serial = SerialOutput(onLine)
        return try await mapped {
            try await runner.stream(command) { stream, text in
                serial.emit(OutputLine(stream == .standardOutput ? .standardOutput : .standardError, text))
            }
        }
    }

    private func command(_ arguments: [String], _ folder: String?, _ environment: [String: String]) -> Command {
        var command = Command(executable, arguments)
        command.workingDirectory = folder
        command.environment = self.environment.merging(environment) { $1 }
        return command
    }

    private func mapped<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let failure as CommandFailure {
            let isMissing = failure.code == .notFound
            throw EngineFailure(
                isMissing ? .engineUnavailable : .other, operation: "run", subject: executable,
                details: [failure.description],
                hint: isMissing ? "install it: apt-get install \(Package.providing(executable))" : nil)
        }
    }
}
