internal import CommandRunner
internal import OCI
public import PipelineCore

extension DockerEngine {
    /// Builds one target with `docker build`: by BuildKit, or, where the steps have limits, by the builder before it. Without
    /// its client the daemon stops a build by itself.
    public func build(_ request: BuildRequest, output: @escaping OutputHandler) async throws -> ImageID {
        try await TemporaryFolder.with(in: tool.runner.temporaryFolder) { folder in
            var request = request
            if request.isRemote {
                request.context = try await FetchedContext(request.context).fetch(
                    into: "\(folder)/context", with: tool.runner)
            } else if !request.honorsIgnoreFile {
                request.dockerfile = try withoutIgnoreFile(request, in: folder)
            }
            let text = FileSystem.readText(request.dockerfile) ?? ""
            if LegacyBuilder.isNeeded(for: request, dockerfile: text) {
                return try await build(
                    request, in: folder, ["--force-rm"], environment: ["DOCKER_BUILDKIT": "0"],
                    log: BuildLog(LegacyLogReader(), output))
            }
            return try await build(
                request, in: folder, ["--progress", "plain"], log: BuildLog(DockerLogReader(), output))
        }
    }

    private func build(
        _ request: BuildRequest, in folder: String, _ flags: [String], environment: [String: String] = [:],
        log: BuildLog<some BuildLogReader>
    ) async throws -> ImageID {
        let idFile = TemporaryFolder.imageID(in: folder)
        var arguments = ["build", "--network", request.settings.network.dockerName] + flags
        arguments += request.commonFlags(idFile: idFile)
        if !request.usesCache { arguments.append("--no-cache") }
        let status = try await tool.stream(
            arguments + ["-f", request.dockerfile, request.context], environment: environment
        ) { log.add(OutputLine($0.stream, Self.withoutColors($0.text))) }
        guard status.isSuccess, let id = FileSystem.readText(idFile).flatMap({ ImageID($0) }) else {
            throw log.failure(target: request.subject)
        }
        if let name = request.name { namedImages.insert(id, name: name.description) }
        return id
    }

    /// The legacy builder shows in red what programs write to their standard error.
    private static func withoutColors(_ text: String) -> String {
        text.replacing("\u{1B}[91m", with: "").replacing("\u{1B}[0m", with: "")
    }

    /// Removes their files: a build in a daemon ends with its client.
    public func removeAbandonedBuilds() async -> [ImageID] {
        await TemporaryFolder.removeAbandoned(in: tool.runner.temporaryFolder)
    }

    /// BuildKit takes the flags and does without them.
    public func problemWithLimits(of dockerfile: String) async throws -> String? {
        LegacyBuilder.lack(in: dockerfile).map {
            "docker's BuildKit does not limit the steps of a build, and its other builder does not know \($0)"
        }
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
