internal import Diagnostics
internal import PipelineCore

/// Why a command or a stage failed, as programs read it; the same members everywhere.
struct ErrorRecord: Encodable {
    /// `badInput`, `pipelineFailed`, `unfitEnvironment` or `interrupted`; they correspond to exit codes.
    let kind: String
    /// What is wrong, in one line.
    let message: String
    /// What the tool at fault said, a line each.
    let details: [String]
    /// What to do next.
    let help: String?
    /// What is wrong in configuration files; empty for other errors.
    let findings: [DiagnosticRecord]
    /// All of it as a person reads it.
    let text: String

    /// Why a command ended; `nil` if it says nothing.
    init?(_ exit: CommandExit) {
        let shown = exit.findings.map(\.message).joined(separator: "\n")
        guard let text = exit.message ?? (shown.isEmpty ? nil : shown) else { return nil }
        self.init(kind: exit.kind, text: text, findings: exit.findings)
    }

    /// Why a stage failed.
    init(_ failure: StageFailure) {
        self.init(kind: CommandExit.kind(of: failure), text: failure.description, findings: failure.findings)
    }

    /// Texts for people are one line, indented lines of detail, and `help:` lines.
    private init(kind: CommandExit.Kind, text: String, findings: [DiagnosticRecord]) {
        self.kind = "\(kind)"
        self.text = text
        self.findings = findings
        if !findings.isEmpty {
            let errors = findings.filter { $0.severity == "error" }
            message = errors.count == 1 ? errors[0].message : "the configuration has \(errors.count) errors"
            help = errors.count == 1 ? errors[0].help : nil
            details = []
            return
        }
        let lines = text.withoutErrorLabel.split(separator: "\n").map(String.init)
        message = lines.first ?? text
        let label = "  help: "
        help = lines.first { $0.hasPrefix(label) }.map { String($0.dropFirst(label.count)) }
        details = lines.dropFirst().filter { !$0.hasPrefix(label) }.map {
            $0.hasPrefix("  ") ? String($0.dropFirst(2)) : $0
        }
    }
}

extension StageFailure {
    /// The findings of a configuration that is wrong.
    var findings: [DiagnosticRecord] {
        if case .configuration(let findings, _) = self { findings.records } else { [] }
    }
}

extension String {
    /// The text without the `error: ` that begins messages on a terminal.
    var withoutErrorLabel: String { hasPrefix("error: ") ? String(dropFirst("error: ".count)) : self }
}
