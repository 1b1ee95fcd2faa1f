internal import ArgumentParser

struct ImagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images", abstract: "Builds a tree of production images.",
        discussion: """
            A tree is a folder whose folders describe images: Dockerfile.template, changelog and, optionally, control and \
            test.sh, in the format of docker-pkg.
            """,
        subcommands: [
            ImagesBuildCommand.self, ImagesListCommand.self, ImagesGraphCommand.self, ImagesRenderCommand.self,
            ImagesUpdateCommand.self, ImagesPruneCommand.self, ImagesImportCheckCommand.self, ImagesOfCommand.self,
        ])
}
