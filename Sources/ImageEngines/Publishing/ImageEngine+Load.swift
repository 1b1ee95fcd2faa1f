internal import CommandRunner
internal import OCI
internal import PipelineCore

extension ImageEngine {
    /// Makes an image layout around a root file system's archive and copies it to `destination`, as skopeo writes it.
    func copyLayout(
        of source: RootFileSystem, runner: CommandRunner, to destination: String, flags: [String] = []
    ) async throws {
        try await TemporaryFolder.with { folder in
            let layout = RootFileSystemLayout(source, folder: folder)
            try await layout.write(runner: runner)
            _ = try await EngineTool(executable: "skopeo", runner: runner).succeed(
                ["copy", "--quiet"] + flags + [layout.reference, destination], operation: "load",
                subject: source.archive)
        }
    }

    /// The image that was just loaded.
    func loaded(_ source: RootFileSystem, as reference: ImageReference) async throws -> ImageID {
        guard let image = try await inspect(reference.withTag) else {
            throw EngineFailure(
                .other, operation: "load", subject: source.archive, details: ["\(name) does not hold it afterwards"])
        }
        return image.id
    }
}
