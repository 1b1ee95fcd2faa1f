internal import ArgumentParser
internal import CommandRunner
internal import Diagnostics
internal import GitWatcher
internal import ImageTree
internal import Ledger
internal import OCI
internal import PipelineCore
internal import RegistryClient
internal import RunFiles

/// How a command ended: the process's exit code, and what is said on standard error.
struct CommandExit: Error, CustomStringConvertible {
    /// The exit codes that scripts and CI systems rely on.
    enum Kind: Int32 {
        case success = 0
        /// A build, a test or a publication failed.
        case pipelineFailed = 1
        /// The command line or a configuration file is wrong; nothing was run.
        case badInput = 2
        /// This machine is not fit: no engine, no registry, no disk space.
        case unfitEnvironment = 3
        case interrupted = 130
    }

    static let success = CommandExit(.success)

    let kind: Kind
    /// Text for standard error, without a final newline; `nil` where everything has been said.
    let message: String?
    /// What is wrong in configuration files, where that is why the command ended; `message` shows the same.
    let findings: [DiagnosticRecord]

    var code: Int32 { kind.rawValue }

    init(_ kind: Kind, _ message: String? = nil, findings: [DiagnosticRecord] = []) {
        self.kind = kind
        self.message = message
        self.findings = findings
    }

    /// The same with every secret in its words hidden.
    func masked(by masker: SecretMasker) -> CommandExit {
        guard !masker.isEmpty else { return self }
        return CommandExit(kind, message.map(masker.mask), findings: findings.map { $0.mappingTexts(masker.mask) })
    }

    /// The message as a reason in a log.
    var description: String { (message ?? "exit code \(code)").withoutErrorLabel }

    /// The same exit code without words.
    var silent: CommandExit { CommandExit(kind) }

    /// Sorts any error that a command throws.
    init(_ error: any Error) {
        switch error {
        case let known as CommandExit: self = known
        case is CancellationError: self.init(.interrupted, "interrupted")
        case let failure as StageFailure:
            self.init(Self.kind(of: failure), Self.sentence(failure), findings: failure.findings)
        case let failure as EngineFailure: self.init(Self.kind(of: .engine(failure)), Self.sentence(failure))
        case let failure as BaseFailure: self.init(Self.kind(of: failure), Self.sentence(failure))
        case let failure as RegistryFailure: self.init(.unfitEnvironment, Self.sentence(failure))
        case let failure as GitFailure: self.init(Self.kind(of: failure), Self.sentence(failure))
        case let failure as WorkspaceFailure: self.init(.unfitEnvironment, Self.sentence(failure))
        case let failure as CommandFailure: self.init(.unfitEnvironment, Self.sentence(failure))
        case let failure as LedgerFailure: self.init(Self.kind(of: failure), Self.sentence(failure))
        case let taken as DaemonLock.Taken: self.init(.unfitEnvironment, Self.sentence(taken))
        case let refusal as PipelineSelection.Refusal: self.init(.badInput, Self.sentence(refusal))
        case let invalid as Registry.InvalidRegistry: self.init(.badInput, Self.sentence(invalid))
        case let invalid as InvalidReference: self.init(.badInput, Self.sentence(invalid))
        case let findings as DiagnosticList: self.init(.badInput, findings.description, findings: findings.records)
        default: self.init(parsing: error)
        }
    }

    /// The argument parser's own errors, and what is left; its exit code for a bad command line is not ours.
    private init(parsing error: any Error) {
        let parserCode = PipelineRunnerCommand.exitCode(for: error)
        if parserCode.isSuccess {
            // Help and version are results.
            let text = PipelineRunnerCommand.fullMessage(for: error)
            if !text.isEmpty { print(text) }
            self.init(.success)
        } else if parserCode == .validationFailure {
            self.init(.badInput, UsageError.text(PipelineRunnerCommand.fullMessage(for: error)))
        } else {
            // What nobody sorted above comes from the file system.
            self.init(.unfitEnvironment, "error: \(error)")
        }
    }

    /// What the failure of a stage means for the whole command.
    static func kind(of failure: StageFailure) -> Kind {
        switch failure {
        case .configuration, .expression, .refused: .badInput
        default: failure.isEnvironmental ? .unfitEnvironment : .pipelineFailed
        }
    }

    private static func kind(of failure: BaseFailure) -> Kind {
        switch failure.code {
        case .toolMissing, .mirrorUnreachable, .notPermitted, .diskFull: .unfitEnvironment
        default: .pipelineFailed
        }
    }

    private static func kind(of failure: GitFailure) -> Kind {
        switch failure.code {
        case .cancelled: .interrupted
        case .permissionDenied, .diskFull, .writeFailed, .remoteUnavailable, .authenticationFailed, .untrustedServer,
            .noSuchRepository, .timedOut:
            .unfitEnvironment
        default: .badInput
        }
    }

    private static func kind(of failure: LedgerFailure) -> Kind {
        switch failure.code {
        case .unknownRun, .wrongState, .unknownRepository, .cycle: .badInput
        default: .unfitEnvironment
        }
    }

    /// Findings bring their own `error:`, behind the place.
    private static func sentence(_ failure: StageFailure) -> String {
        if case .configuration = failure { return failure.description }
        return "error: \(failure)"
    }

    private static func sentence(_ error: any CustomStringConvertible) -> String { "error: \(error)" }
}
