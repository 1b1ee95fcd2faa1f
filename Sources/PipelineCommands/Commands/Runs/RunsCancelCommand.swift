internal import ArgumentParser
internal import Ledger
internal import SQLiteLedger

struct RunsCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancels runs that wait or are in progress.",
        discussion: """
            The daemon stops what is in progress within a second or two and removes what it has made.

            Example:
              pipeline-runner runs cancel 20240305-101500
            """)

    @Argument(help: ArgumentHelp("The runs' IDs.", valueName: "run"))
    var ids: [String]

    @Option(help: "Why; it is recorded.")
    var reason = "cancelled by hand"

    @OptionGroup var stateOptions: StateOptions

    func run() async throws {
        let context = CommandContext.ofProcess()
        let access = try RunAccess(stateOptions, context)
        for id in ids {
            let run = try await access.ledger.run(id)
            let status = try await access.ledger.cancel(run.id, reason: reason, at: context.moment)
            context.standardOutput.write("\(run.id) \(status == .cancelled ? "cancelled" : "is being stopped")\n")
        }
    }
}
