internal import ArgumentParser
internal import Ledger
internal import SQLiteLedger

struct RunsLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Prints the log of a run.",
        discussion: """
            Example:
              pipeline-runner runs log 20240305-101500 --follow
            """)

    @Argument(help: ArgumentHelp("The run's ID.", valueName: "run"))
    var id: String

    @Flag(help: "Goes on as the log grows, until the run has ended.")
    var follow = false

    @Option(
        help: ArgumentHelp("Only the lines of this stage, as `pipeline/stage` or `stage`.", valueName: "stage"))
    var stage: String?

    @OptionGroup var stateOptions: StateOptions

    func run() async throws {
        let context = CommandContext.ofProcess()
        let access = try RunAccess(stateOptions, context)
        let run = try await access.ledger.run(id)
        var tail = LogTail(path: access.logPath(of: run.id))
        if let stage { tail.begins = try await beginning(of: stage, in: run.id, access) }
        while true {
            // Asked before reading: what is written before the end is read.
            let isFinished = try await access.ledger.run(run.id).status.isFinished
            try tail.read { context.standardOutput.write($0) }
            guard follow, !isFinished else { break }
            try await Task.sleep(for: .milliseconds(200))
        }
        if !tail.isThere, !follow {
            throw CommandExit(
                .badInput, "error: run \(run.id) has no log: \(Self.reason(run))")
        }
    }

    private static func reason(_ run: RunRecord) -> String {
        run.startedAt == nil ? "it is \(run.status.rawValue) and has not begun" : "the file is gone"
    }

    /// What the lines of a stage begin with.
    private func beginning(of stage: String, in run: String, _ access: RunAccess) async throws -> String {
        let names = try await access.ledger.stages(of: run).map {
            (full: "\($0.pipeline)/\($0.stage)", short: $0.stage)
        }
        let found = Set(names.filter { $0.full == stage || $0.short == stage }.map(\.full))
        if let only = found.first, found.count == 1 { return "[\(only)] " }
        let known = Set(names.map(\.full)).sorted().joined(separator: ", ")
        throw CommandExit(
            .badInput,
            "error: run \(run) has \(found.isEmpty ? "no stage" : "several stages called") `\(stage)`\n  help: it has: \(known)"
        )
    }
}
