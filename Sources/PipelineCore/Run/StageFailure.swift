public import Diagnostics

/// Why a stage failed.
public enum StageFailure: Error, Sendable {
    /// A configuration file is wrong; `sources` are the texts that the findings point into, by file.
    case configuration(DiagnosticList, sources: [String: String])
    /// An expression cannot be evaluated.
    case expression(ExpressionFailure)
    /// The engine could not do it.
    case engine(EngineFailure)
    /// The image's program ended with a code other than 0; its last lines of output.
    case exitCode(Int32, lastLines: [String])
    /// A step took longer than allowed; its last lines of output.
    case timedOut(step: String, limit: Duration, lastLines: [String])
    /// A file of the workspace cannot be read or written.
    case workspace(WorkspaceFailure)
    /// Something elsewhere could not be started, or ended badly.
    case trigger(TriggerFailure)
    /// A deployment repository or a cluster did not do what a step asks for.
    case deployment(DeploymentFailure)
    /// A name or tag may not be published.
    case refused(String, hint: String)
    /// A defect of this program, with the error's own words.
    case unexpected(String)

    /// Sorts a caught error into the cases above.
    init(_ error: any Error) {
        switch error {
        case let failure as StageFailure: self = failure
        case let failure as EngineFailure: self = .engine(failure)
        case let failure as ExpressionFailure: self = .expression(failure)
        case let failure as WorkspaceFailure: self = .workspace(failure)
        case let failure as TriggerFailure: self = .trigger(failure)
        case let failure as DeploymentFailure: self = .deployment(failure)
        default: self = .unexpected("\(error)")
        }
    }

    /// An expression's failure as a finding with its place in `sources`; any other failure as it is.
    func placed(in sources: @autoclosure () -> [String: String]) -> StageFailure {
        guard case .expression(let failure) = self, let finding = failure.finding else { return self }
        return .configuration(DiagnosticList([finding]), sources: sources())
    }

    /// Whether the world is at fault and not the commit: the same run may pass when the engine, the registry or the disk
    /// are in order again.
    public var isEnvironmental: Bool {
        switch self {
        case .engine(let failure):
            [.engineUnavailable, .registryUnavailable, .registryTrouble, .unsupported, .diskFull].contains(failure.code)
        case .workspace(let failure): failure.isDiskFull
        case .trigger(let failure): failure.isPassing
        case .deployment(let failure): failure.code == .unavailable
        default: false
        }
    }
}

extension StageFailure: CustomStringConvertible {
    /// What went wrong and what to do, for a person; findings are rendered with their source lines.
    public var description: String {
        switch self {
        case .configuration(let findings, let sources):
            String(DiagnosticRenderer(sources: sources).render(findings).dropLast())
        case .expression(let failure): failure.description
        case .engine(let failure): failure.description
        case .exitCode(let code, let lines):
            Self.text("the image's program exited with code \(code)\(Self.meaning(of: code))", lines)
        case .timedOut(let step, let limit, let lines):
            Self.text("\(step) was stopped: it took longer than \(limit.shortText)", lines)
        case .workspace(let failure): failure.description
        case .trigger(let failure): failure.description
        case .deployment(let failure): failure.description
        case .refused(let message, let hint): "\(message)\n  help: \(hint)"
        case .unexpected(let text): text
        }
    }

    private static func meaning(of code: Int32) -> String {
        code == 137 ? " (it was killed; if it took more memory than `limits.memory` allows, that is why)" : ""
    }

    private static func text(_ message: String, _ lines: [String]) -> String {
        lines.isEmpty ? message : "\(message); its last lines:\n" + lines.map { "  \($0)" }.joined(separator: "\n")
    }
}

extension Duration {
    /// `850ms`, `2.4s`, `3m12s` or `1h05m`.
    public var shortText: String {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        switch milliseconds {
        case ..<1000: return "\(milliseconds)ms"
        case ..<60_000: return "\(milliseconds / 1000).\(milliseconds % 1000 / 100)s"
        case ..<3_600_000: return "\(milliseconds / 60_000)m\(Self.twoDigits(milliseconds / 1000 % 60))s"
        default: return "\(milliseconds / 3_600_000)h\(Self.twoDigits(milliseconds / 60_000 % 60))m"
        }
    }

    private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
