internal import ArgumentParser
internal import Ledger
internal import SQLiteLedger

struct LedgerCommitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commits", abstract: "Lists merged commits with what became of each, the newest first.",
        discussion: """
            What can become of one: a run, coalesced into a newer commit whose run covers it, skipped for a reason, vanished \
            by an event. With --json it prints an array of objects.

            Example:
              pipeline-runner ledger commits --repository hello --commit 1a2b3c4
            """)

    private struct Row: Encodable {
        let repository: String
        let ref: String
        let commit: String
        let fate: String
        let recordedAt: String
    }

    @OptionGroup var history: HistoryOptions

    @Option(help: "How many of each repository at most.")
    var limit = 50

    @Flag(help: "Prints a JSON array.")
    var json = false

    @OptionGroup var stateOptions: StateOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit needs a number from 1 on") }
    }

    func run() async throws {
        let context = CommandContext.ofProcess()
        let ledger = try RunAccess(stateOptions, context).ledger
        var rows: [Row] = []
        for name in try await ledger.repositories() where [nil, name].contains(history.repository) {
            for recorded in try await ledger.commits(of: name).reversed().filter(isMeant).prefix(limit) {
                rows.append(
                    Row(
                        repository: name, ref: recorded.ref, commit: recorded.commit, fate: "\(recorded.fate)",
                        recordedAt: recorded.recordedAt.rfc3339))
            }
        }
        if json {
            context.standardOutput.write(JSONText.line(rows) + "\n")
        } else if !rows.isEmpty {
            let cells = rows.map { [$0.repository, $0.ref, String($0.commit.prefix(12)), $0.recordedAt, $0.fate] }
            let head = ["REPOSITORY", "REF", "COMMIT", "RECORDED", "FATE"]
            context.standardOutput.write(TextTable.text([head] + cells.map { $0.map(\.withoutControls) }))
        }
    }

    private func isMeant(_ recorded: RecordedCommit) -> Bool {
        if let commit = history.commit, !recorded.commit.hasPrefix(commit.lowercased()) { return false }
        guard let ref = history.ref else { return true }
        return [ref, "refs/heads/\(ref)", "refs/tags/\(ref)"].contains(recorded.ref)
    }
}
