internal import CommandRunner
public import OCI
public import PipelineCore

extension BuildahEngine {
    /// Pushes with `buildah push`, which leaves out blobs that the destination holds.
    public func push(
        _ image: ImageID, to destination: ImageDestination, output: @escaping OutputHandler
    ) async throws -> Digest {
        switch destination {
        case .registry(let reference):
            return try await push(image, to: reference, output: output)
        case .layout(let folder, let name):
            return try await OCILayout(folder: folder).publish(image, name: name) { staging in
                let log = OutputLog(output)
                let status = try await tool.stream(
                    ["push", image.hex, "oci:.:\(OCILayout.stagedName)"], in: staging, onLine: log.add)
                guard status.isSuccess else {
                    throw log.report.failure(
                        .registryFailed, operation: "publish to", subject: destination.description, place: folder)
                }
            }
        }
    }

    private func push(
        _ image: ImageID, to reference: ImageReference, output: @escaping OutputHandler
    ) async throws -> Digest {
        try await TemporaryFolder.with(in: tool.runner.temporaryFolder) { folder in
            let digestFile = "\(folder)/digest"
            let log = OutputLog(output)
            let flags = ["push", "--digestfile", digestFile] + reference.tlsFlags
            let status = try await tool.stream(flags + [image.hex, "docker://\(reference)"], onLine: log.add)
            guard status.isSuccess else { throw log.report.registryFailure(operation: "push", reference) }
            let pushed = FileSystem.readText(digestFile).flatMap { Digest($0) }
            return try await RegistryQuery(runner: tool.runner).confirm(pushed, at: reference)
        }
    }

    /// Copies an image layout made around the archive into buildah's storage with skopeo: buildah itself would name the
    /// image after the layout's folder.
    public func load(_ rootFileSystem: RootFileSystem, as reference: ImageReference) async throws -> ImageID {
        try await copyLayout(of: rootFileSystem, runner: tool.runner, to: "containers-storage:\(reference.withTag)")
        return try await loaded(rootFileSystem, as: reference)
    }

    /// Asks the registry, or looks into the layout.
    public func digest(at destination: ImageDestination) async throws -> Digest? {
        try await PublishedNames(runner: tool.runner).digest(at: destination)
    }

    /// Has skopeo read the configuration.
    public func inspect(at destination: ImageDestination) async throws -> PublishedConfiguration? {
        try await PublishedNames(runner: tool.runner).configuration(at: destination)
    }

    /// Has skopeo copy the manifest, or changes the layout's index.
    public func point(_ destination: ImageDestination, at digest: Digest?) async throws -> Bool {
        try await PublishedNames(runner: tool.runner).point(destination, at: digest)
    }
}
