public import CommandRunner
internal import FoundationEssentials

/// The program `curl`, which speaks HTTP and SMTP for the runner.
public struct CurlProgram: Sendable {
    private let runner: CommandRunner
    private let authorities: String?
    private let timeLimit: Duration
    let retries: Int

    /// - Parameters:
    ///   - runner: brings the environment, and with it the proxies.
    ///   - authorities: a PEM file of authorities to trust in place of the system's; `nil` for those.
    ///   - timeLimit: how long one attempt may take.
    ///   - retries: how often an attempt that failed for a passing reason is repeated.
    public init(
        _ runner: CommandRunner, authorities: String? = nil, timeLimit: Duration = .seconds(30), retries: Int = 3
    ) {
        self.runner = runner
        self.authorities = authorities
        self.timeLimit = timeLimit
        self.retries = retries
    }

    /// Runs one transfer, with `payload` in a file whose name `configure` is given, and returns what came back.
    ///
    /// - Throws: `MessageFailure` if it did not succeed.
    func transfer(
        to subject: String, payload: String?, _ configure: (inout CurlCommand, String) -> Void
    ) async throws -> String {
        let file = "\(FileManager.default.temporaryDirectory.path)/pipeline-runner-\(UUID().uuidString)"
        defer { if payload != nil { try? FileManager.default.removeItem(atPath: file) } }
        if let payload { try Self.write(payload, to: file, for: subject) }
        var curl = common()
        configure(&curl, file)
        // Without `--disable` a file of the user's would add to what is asked for.
        var command = Command("curl", ["--disable", "--config", "-"])
        command.input = curl.text
        let attempts = retries + 1
        do {
            let result = try await runner.capture(command, timeout: timeLimit * (2 * attempts + 10), limit: 4 << 20)
            guard result.status.isSuccess else { throw Self.failure(result, subject) }
            return result.standardOutput
        } catch let failure as CommandFailure where failure.code == .notFound {
            throw MessageFailure(
                subject: subject, reason: "there is no program `curl` in PATH", hint: "install it: apt-get install curl"
            )
        } catch let failure as CommandFailure {
            throw MessageFailure(subject: subject, reason: failure.description, hint: nil)
        }
    }

    private func common() -> CurlCommand {
        var curl = CurlCommand()
        for flag in ["silent", "show-error", "globoff", "no-progress-meter"] { curl.set(flag) }
        curl.set("user-agent", "pipeline-runner")
        curl.set("connect-timeout", "\(min(10, max(1, timeLimit.components.seconds)))")
        curl.set("max-time", "\(max(1, timeLimit.components.seconds))")
        if retries > 0 {
            curl.set("retry", "\(retries)")
            curl.set("retry-delay", "1")
            curl.set("retry-connrefused")
        }
        if let authorities { curl.set("cacert", authorities) }
        return curl
    }

    /// What is sent holds no secrets of the runner, but is nobody else's business.
    private static func write(_ payload: String, to file: String, for subject: String) throws {
        guard
            FileManager.default.createFile(
                atPath: file, contents: Data(payload.utf8), attributes: [.posixPermissions: 0o600])
        else {
            throw MessageFailure(subject: subject, reason: "cannot write \(file)", hint: "free some space there")
        }
    }

    private static func failure(_ result: CapturedOutput, _ subject: String) -> MessageFailure {
        let lines = result.standardError.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("curl: ") }
        var reason = lines.last.map { String($0.dropFirst("curl: ".count)) } ?? "curl ended with \(result.status)"
        if reason.hasPrefix("("), let end = reason.firstIndex(of: ")") {
            reason = String(reason[reason.index(after: end)...].drop { $0 == " " })
        }
        // What the server says about it is the reason that matters.
        let answer = result.standardOutput.split(whereSeparator: \.isNewline).dropLast().first ?? ""
        if !answer.isEmpty { reason += ": " + answer.prefix(300) }
        let status = result.standardOutput.split(whereSeparator: \.isNewline).last?.split(separator: " ").first
        return MessageFailure(subject: subject, reason: reason, hint: nil, status: status.flatMap { Int($0) })
    }
}

/// A message did not reach its receiver.
public struct MessageFailure: Error, Hashable, CustomStringConvertible {
    /// The receiver: an address without secrets.
    public let subject: String
    /// The cause.
    public let reason: String
    /// What to do next.
    public let hint: String?
    /// What the server answered last, as a number; `nil` or 0 for no answer.
    public var status: Int?

    /// One line for a person, and a second with the hint.
    public var description: String { "\(subject): \(reason)" + (hint.map { "\n  help: \($0)" } ?? "") }
}
