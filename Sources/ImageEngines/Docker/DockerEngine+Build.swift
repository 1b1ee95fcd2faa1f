internal import CommandRunner
internal import OCI
public import PipelineCore

extension DockerEngine {
    /// Builds one target with `docker build` and BuildKit. Without its client the daemon stops a build by itself.
    public func build(_ request: BuildRequest, output: @escaping OutputHandler) async throws -> ImageID {
        try await TemporaryFolder.with(in: tool.runner.temporaryFolder) { folder in
            let idFile = TemporaryFolder.imageID(in: folder)
            var arguments = ["build", "--progress", "plain", "--network", request.settings.network.dockerName]
            arguments += request.commonFlags(idFile: idFile)
            if !request.usesCache { arguments.append("--no-cache") }
            let log = BuildLog(DockerLogReader(), output)
            var (dockerfile, context) = (request.dockerfile, request.context)
            if request.isRemote {
                context = try await FetchedContext(context).fetch(into: "\(folder)/context", with: tool.runner)
            } else {
                dockerfile = try withoutIgnoreFile(request, in: folder)
            }
            let status = try await tool.stream(arguments + ["-f", dockerfile, context], onLine: log.add)
            guard status.isSuccess, let id = FileSystem.readText(idFile).flatMap({ ImageID($0) }) else {
                throw log.failure(target: request.subject)
            }
            if let name = request.name { namedImages.insert(id, name: name.description) }
            return id
        }
    }

    /// Removes their files: a build in a daemon ends with its client.
    public func removeAbandonedBuilds() async -> [ImageID] {
        await TemporaryFolder.removeAbandoned(in: tool.runner.temporaryFolder)
    }

    /// The client takes the flags, and BuildKit does without them.
    public func problemWithBuildLimits() async throws -> String? {
        "docker's BuildKit does not limit the steps of a build; build with --engine buildah"
    }

    /// The Dockerfile at a place where an ignore file for it alone takes the place of the context's.
    private func withoutIgnoreFile(_ request: BuildRequest, in folder: String) throws -> String {
        guard FileSystem.exists("\(request.context)/.dockerignore") else { return request.dockerfile }
        guard let text = FileSystem.read(request.dockerfile) else {
            throw FileSystem.failure("read", request.dockerfile)
        }
        try FileSystem.replace("\(folder)/Dockerfile", with: text)
        try FileSystem.replace("\(folder)/Dockerfile.dockerignore", with: [])
        return "\(folder)/Dockerfile"
    }
}

extension NetworkMode {
    /// What docker calls it.
    var dockerName: String { self == .bridge ? "default" : rawValue }
}
