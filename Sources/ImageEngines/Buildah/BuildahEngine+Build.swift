internal import CommandRunner
internal import OCI
public import PipelineCore

extension BuildahEngine {
    /// Builds one target with `buildah build --layers`.
    ///
    /// A `RUN --mount=type=bind,rw` on the context writes through to the folder on the host: hand over a copy that may
    /// be thrown away.
    public func build(_ request: BuildRequest, output: @escaping OutputHandler) async throws -> ImageID {
        try await TemporaryFolder.with { folder in
            let idFile = "\(folder)/image-id"
            var arguments = ["build", "--iidfile", idFile, "--pull-never", "--target", request.target]
            arguments += try await isolation.flags(network: request.settings.network)
            arguments += request.usesCache ? ["--layers"] : ["--no-cache"]
            for (name, value) in request.arguments.sorted(by: { $0.key < $1.key }) {
                arguments += ["--build-arg", "\(name)=\(value)"]
            }
            for (name, value) in request.labels.sorted(by: { $0.key < $1.key }) {
                arguments += ["--label", "\(name)=\(value)"]
            }
            if let bundle = request.settings.caBundle {
                arguments += ["--secret", "id=\(TrustedAuthorities.secretID),src=\(bundle)"]
            }
            if let name = request.name { arguments += ["--tag", name.description] }
            arguments += ["-f", request.dockerfile, request.context]

            let log = BuildLog()
            let status = try await tool.stream(arguments) { line in
                log.add(line.text)
                output(line)
            }
            guard status.isSuccess, let id = FileSystem.readText(idFile).flatMap({ ImageID($0) }) else {
                throw log.failure(target: request.target)
            }
            return id
        }
    }
}
