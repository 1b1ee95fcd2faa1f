internal import Subprocess
internal import SystemPackage

/// Runs child processes and streams what they write.
///
/// Every child leads a session of its own. When the calling task is cancelled or the time is up, the whole process group
/// gets SIGTERM and, if it is still there after the grace period, SIGKILL.
public struct CommandRunner: Sendable {
    /// Where a line was written to.
    public enum Stream: Sendable, Hashable { case standardOutput, standardError }

    /// Takes each line, without its end, as it comes: in order within a stream, never two at once within a stream.
    public typealias LineHandler = @Sendable (Stream, String) -> Void

    /// The variables every child gets.
    public let environment: [String: String]
    /// How long a process may take to end after SIGTERM.
    public let gracePeriod: Duration

    /// A runner whose children see exactly `environment`, plus what each command sets.
    public init(environment: [String: String], gracePeriod: Duration = .seconds(10)) {
        self.environment = environment
        self.gracePeriod = gracePeriod
    }

    /// Runs `command` to its end and hands each line of its output to `onLine` while it runs.
    ///
    /// - Throws: `CommandFailure` if it cannot be started or outlives `timeout`, `CancellationError` after cancellation;
    ///   in both cases its process group is gone.
    public func stream(_ command: Command, timeout: Duration? = nil, onLine: @escaping LineHandler) async throws
        -> ExitStatus
    {
        try await limited(command, timeout) { try await run(command, onLine: onLine) }
    }

    /// Runs `command` to its end and returns what it wrote.
    ///
    /// - Throws: as `stream`; `CommandFailure` also where a stream brings more than `limit` bytes.
    public func capture(_ command: Command, timeout: Duration? = nil, limit: Int = 16 << 20) async throws
        -> CapturedOutput
    {
        try await limited(command, timeout) { try await captureAll(command, limit: limit) }
    }

    private func captureAll(_ command: Command, limit: Int) async throws -> CapturedOutput {
        let leader = ProcessGroup()
        let (status, output, error) = try await collect(command, leader) { _, buffers in
            var bytes: [UInt8] = []
            for try await buffer in buffers {
                buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
                guard bytes.count <= limit else {
                    // Nobody reads this stream any more, so the process would wait for ever.
                    leader.kill()
                    throw CommandFailure(
                        .system, command: command.description, details: "it wrote more than \(limit) bytes")
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        return CapturedOutput(status: status, standardOutput: output, standardError: error)
    }

    private func limited<Result: Sendable>(
        _ command: Command, _ timeout: Duration?, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        guard let timeout else { return try await body() }
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            if let result = try await group.next() ?? nil { return result }
            throw CommandFailure(.timedOut, command: command.description, details: "\(timeout)")
        }
    }

    private func run(_ command: Command, onLine: @escaping LineHandler) async throws -> ExitStatus {
        try await collect(command, ProcessGroup()) { stream, buffers in
            var splitter = LineSplitter()
            for try await buffer in buffers {
                buffer.withUnsafeBytes { bytes in splitter.feed(bytes) { onLine(stream, $0) } }
            }
            splitter.finish { onLine(stream, $0) }
        }.0
    }

    /// Starts `command`, reads both its streams to their ends and returns what `read` made of each.
    private func collect<Value: Sendable>(
        _ command: Command, _ leader: ProcessGroup,
        read: @escaping @Sendable (Stream, SubprocessOutputSequence) async throws -> Value
    ) async throws -> (ExitStatus, output: Value, error: Value) {
        defer { if Task.isCancelled || command.endsGroup { leader.kill() } }
        let configuration = configuration(of: command)
        let result = try await mapped(command) {
            try await Subprocess.run(
                configuration, input: .inputWriter, output: .sequence, error: .sequence
            ) { execution in
                leader.set(execution.processIdentifier.value)
                // Reading goes on after a cancellation, until the process is gone: one that finds its pipes closed while
                // it cleans up after SIGTERM dies of SIGPIPE before it is done.
                let reading = Task {
                    async let output = read(.standardOutput, execution.standardOutput)
                    async let error = read(.standardError, execution.standardError)
                    return (output: try await output, error: try await error)
                }
                // A process that never reads its input closes the pipe; that is its right.
                if let input = command.input { _ = try? await execution.standardInputWriter.write(input) }
                try? await execution.standardInputWriter.finish()
                return try await reading.value
            }
        }
        let values = result.closureResult
        return (ExitStatus(result.terminationStatus), values.output, values.error)
    }

    private func configuration(of command: Command) -> Configuration {
        var variables = environment
        for (name, value) in command.environment { variables[name] = value }
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: gracePeriod)
        ]
        // Looked up here: by itself the library starts a process for each folder until one of them succeeds.
        let path =
            command.executable.contains("/") ? command.executable : SearchPath(variables).find(command.executable)
        let executable = path.map { Executable.path(FilePath($0)) } ?? .name(command.executable)
        let keyed = variables.reduce(into: [Environment.Key: String]()) { result, variable in
            if let key = Environment.Key(rawValue: variable.key) { result[key] = variable.value }
        }
        return Configuration(
            executable: executable, arguments: Arguments(command.arguments), environment: .custom(keyed),
            workingDirectory: command.workingDirectory.map { FilePath($0) }, platformOptions: options)
    }

    /// Cancellation surfaces as a killed process or a read error; callers shall see `CancellationError` only.
    private func mapped<Result>(_ command: Command, _ body: () async throws -> Result) async throws -> Result {
        do {
            let result = try await body()
            try Task.checkCancellation()
            return result
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            let code: CommandFailure.Code =
                switch error.code {
                case .executableNotFound: .notFound
                case .failedToChangeWorkingDirectory: .badWorkingDirectory
                default: .system
                }
            throw CommandFailure(code, command: command.description, details: error.description)
        }
    }
}

extension ExitStatus {
    fileprivate init(_ status: TerminationStatus) {
        switch status {
        case .exited(let code): self = .exited(code)
        case .signaled(let signal): self = .signaled(signal)
        }
    }
}
