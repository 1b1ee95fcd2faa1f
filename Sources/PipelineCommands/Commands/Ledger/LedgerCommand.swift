internal import ArgumentParser
internal import Ledger
internal import SQLiteLedger

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Looks after the ledger of a state folder.",
        subcommands: [LedgerCommitsCommand.self, LedgerVerifyCommand.self])
}

struct LedgerVerifyCommand: AsyncParsableCommand {
    private struct Report: Encodable {
        let commits: Int
        let findings: [LedgerAudit.Finding]
    }

    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Checks that every merged commit has exactly one fate.",
        discussion: """
            Walks through the mirrors of all repositories and compares. Exits with 1 if a commit has no fate, or one that \
            contradicts something else, or if the file is damaged. May run beside the daemon.

            Example:
              pipeline-runner ledger verify --state /var/lib/pipeline-runner
            """)

    @Flag(help: "Prints a JSON object.")
    var json = false

    @OptionGroup var stateOptions: StateOptions

    func run() async throws {
        let context = CommandContext.ofProcess()
        let access = try RunAccess(stateOptions, context)
        let damage = try await access.ledger.damage().map {
            LedgerAudit.Finding(repository: "", ref: "", commit: "", message: $0)
        }
        let audit = LedgerAudit(store: access.ledger, state: stateOptions.folder(context))
        let (found, commits) = damage.isEmpty ? try await audit.findings() : ([], 0)
        let report = Report(commits: commits, findings: damage + found)
        if json {
            context.standardOutput.write(JSONText.line(report) + "\n")
        } else {
            for finding in report.findings { context.standardOutput.write(finding.text + "\n") }
            let each = commits == 1 ? "1 commit, with one fate" : "\(commits) commits, each with one fate"
            if report.findings.isEmpty { context.standardOutput.write(each + "\n") }
        }
        guard report.findings.isEmpty else {
            let count = report.findings.count
            throw CommandExit(.pipelineFailed, "the ledger has \(count) finding\(count == 1 ? "" : "s")")
        }
    }
}
