internal import ArgumentParser
internal import Ledger
internal import SQLiteLedger

struct RunsRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Queues failed or cancelled runs of a daemon again.",
        discussion: """
            The run goes on behind its last stage that passed, and its tags keep their time.

            Example:
              pipeline-runner runs retry 20240305-101500
            """)

    @Argument(help: ArgumentHelp("The runs' IDs.", valueName: "run"))
    var ids: [String]

    @Flag(help: "Runs stages that passed before again, too.")
    var fromStart = false

    @OptionGroup var stateOptions: StateOptions

    func run() async throws {
        let context = CommandContext.ofProcess()
        let access = try RunAccess(stateOptions, context)
        for id in ids {
            let run = try await access.ledger.run(id)
            try await access.ledger.retry(run.id, fromStart: fromStart, at: context.moment)
            context.standardOutput.write("\(run.id) queued\n")
        }
    }
}
