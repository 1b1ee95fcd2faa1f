internal import CommandRunner
public import OCI
public import PipelineCore

extension BuildahEngine {
    /// Pushes with `buildah push`.
    public func push(
        _ image: ImageID, to destination: ImageDestination, output: @escaping OutputHandler
    ) async throws -> Digest {
        try await TemporaryFolder.with { folder in
            let digestFile = "\(folder)/digest"
            var flags = ["push", "--digestfile", digestFile]
            if case .registry(let reference) = destination { flags += reference.tlsFlags }
            let log = BuildLog()
            let status = try await tool.stream(flags + [image.hex, destination.description]) { line in
                log.add(line.text)
                output(line)
            }
            guard status.isSuccess, let digest = FileSystem.readText(digestFile).flatMap({ Digest($0) }) else {
                throw log.failure(target: destination.description)
            }
            return digest
        }
    }

    /// Loads an image layout made around the archive.
    public func load(_ rootFileSystem: RootFileSystem, as reference: ImageReference) async throws -> ImageID {
        throw EngineFailure(.other, operation: "load", subject: rootFileSystem.archive)
    }
}
