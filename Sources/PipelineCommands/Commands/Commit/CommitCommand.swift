internal import ArgumentParser
internal import Ledger
internal import SQLiteLedger

struct CommitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit", abstract: "Tells commits by what was made of them.", subcommands: [CommitOfCommand.self])
}

struct CommitOfCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "of", abstract: "Tells the commit that an image was made of.",
        discussion: """
            Prints commit, run and name of each image that fits, the newest last.

            Example:
              pipeline-runner commit of hello:2024-03-05-101500-production
            """)

    @Argument(help: "The image: NAME:TAG, NAME, a full reference or a digest.")
    var image: String

    @Flag(help: "Prints a JSON array.")
    var json = false

    @OptionGroup var stateOptions: StateOptions

    func run() async throws {
        let context = CommandContext.ofProcess()
        let access = try RunAccess(stateOptions, context)
        let images = try await access.ledger.images(called: image)
        if json {
            context.standardOutput.write(JSONText.line(images.map(RunsRecord.Image.init)) + "\n")
        } else {
            let rows = images.map { [$0.commit, $0.run, "\($0.name):\($0.tag)"] }
            context.standardOutput.write(TextTable.text(rows))
        }
        guard images.isEmpty else { return }
        throw CommandExit(.pipelineFailed, "no image called \(image) was published from here")
    }
}
