internal import CommandRunner
internal import OCI
public import PipelineCore

extension DockerEngine {
    /// Builds one target with `docker build` and BuildKit.
    public func build(_ request: BuildRequest, output: @escaping OutputHandler) async throws -> ImageID {
        try await TemporaryFolder.with { folder in
            let idFile = "\(folder)/image-id"
            var arguments = ["build", "--progress", "plain", "--iidfile", idFile, "--target", request.target]
            arguments += ["--network", request.settings.network.dockerName]
            if !request.usesCache { arguments.append("--no-cache") }
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

extension NetworkMode {
    /// What docker calls it.
    var dockerName: String { self == .bridge ? "default" : rawValue }
}
