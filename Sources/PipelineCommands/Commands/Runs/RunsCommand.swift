internal import ArgumentParser

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "Shows what was run, and changes its course.",
        discussion: "Runs are named by their IDs, of which the beginning is enough where it is no other's.",
        subcommands: [
            RunsListCommand.self, RunsShowCommand.self, RunsLogCommand.self, RunsCancelCommand.self,
            RunsRetryCommand.self,
        ])
}
