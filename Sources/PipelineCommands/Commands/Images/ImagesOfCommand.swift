internal import ArgumentParser
internal import Ledger
internal import SQLiteLedger

struct ImagesOfCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "of", abstract: "Lists the images that were published of a commit.",
        discussion: """
            Looks into the ledger of `watch` and `run`, not into registries.

            Example:
              pipeline-runner images of 4f2a91c
            """)

    @Argument(help: "The commit, or the beginning of its hash: at least four digits.")
    var commit: String

    @Flag(help: "Prints a JSON array.")
    var json = false

    @OptionGroup var stateOptions: StateOptions

    func validate() throws {
        guard commit.count >= 4, commit.count <= 40, commit.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
            throw ValidationError("`\(commit)` is no hash of a commit: give 4 to 40 hexadecimal digits")
        }
    }

    func run() async throws {
        let context = CommandContext.ofProcess()
        let access = try RunAccess(stateOptions, context)
        let images = try await access.ledger.images(ofCommit: commit.lowercased())
        if json {
            context.standardOutput.write(JSONText.line(images.map(RunsRecord.Image.init)) + "\n")
        } else {
            for image in images { context.standardOutput.write("\(image.reference) \(image.digest)\n") }
        }
        guard images.isEmpty else { return }
        throw CommandExit(.pipelineFailed, "no image of \(commit) was published")
    }
}
