public import ArgumentParser
public import Ledger
internal import PipelineCore
internal import SQLiteLedger

extension RunStatus: ExpressibleByArgument {}

struct RunsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists runs, the newest first.",
        discussion: """
            With --json it prints an array of objects. Times are in UTC.

            Example:
              pipeline-runner runs list --repository hello --status failed
            """)

    @OptionGroup var history: HistoryOptions

    @Option(
        help: ArgumentHelp(
            "Only runs in this state: queued, running, passed, failed or cancelled; may be given several times.",
            valueName: "state"))
    var status: [RunStatus] = []

    @Flag(help: "Only runs that published something.")
    var published = false

    @Option(help: "How many at most.")
    var limit = 50

    @Flag(help: "All of them.")
    var all = false

    @Flag(help: "Prints a JSON array.")
    var json = false

    @OptionGroup var stateOptions: StateOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit needs a number from 1 on") }
    }

    func run() async throws {
        let context = CommandContext.ofProcess()
        var filter = RunFilter()
        filter.repository = history.repository
        filter.ref = history.ref
        filter.commit = history.commit?.lowercased()
        filter.statuses = Set(status)
        filter.isPublished = published
        filter.limit = all ? nil : limit
        let runs = try await stateOptions.folder(context).existingLedger()?.runs(filter) ?? []
        if json {
            context.standardOutput.write(JSONText.line(runs.map(RunsRecord.init)) + "\n")
        } else {
            context.standardOutput.write(Self.table(runs))
        }
    }

    /// A line a run under a line of headings; nothing for no runs.
    static func table(_ runs: [RunRecord]) -> String {
        guard !runs.isEmpty else { return "" }
        let head = ["RUN", "STATE", "REPOSITORY", "REF", "COMMIT", "EVENT", "CREATED", "TOOK", "IMAGES"]
        return TextTable.text([head] + runs.map(row))
    }

    private static func row(_ run: RunRecord) -> [String] {
        let images = run.images.map { "\($0.name):\($0.tag)" }
        var took = "-"
        if let start = run.startedAt, let end = run.finishedAt { took = start.duration(to: end).shortText }
        let cells = [
            run.id, run.status.rawValue, run.repository, run.plan.branch ?? run.plan.tag ?? run.ref,
            String(run.commit.prefix(12)), run.plan.cause.rawValue, run.createdAt.rfc3339, took,
            images.isEmpty ? "-" : images.joined(separator: " "),
        ]
        return cells.map { $0.isEmpty ? "-" : $0.withoutControls }
    }
}
