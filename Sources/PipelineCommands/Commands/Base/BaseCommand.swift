internal import ArgumentParser

struct BaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "base", abstract: "Makes the base images that everything else stands on.",
        subcommands: [BaseBuildCommand.self, BaseListCommand.self])
}
