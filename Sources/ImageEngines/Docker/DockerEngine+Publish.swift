internal import CommandRunner
public import OCI
public import PipelineCore

extension DockerEngine {
    /// Pushes with `docker push` to a registry, with skopeo to a layout.
    public func push(
        _ image: ImageID, to destination: ImageDestination, output: @escaping OutputHandler
    ) async throws -> Digest {
        switch destination {
        case .registry(let reference):
            return try await push(image, to: reference, output: output)
        case .layout(let folder, let name):
            return try await OCILayout(folder: folder).publish(image, name: name) { staging in
                let log = OutputLog(output)
                let arguments = try await ["copy"] + daemonFlags("--src-daemon-host")
                let status = try await skopeo.stream(
                    arguments + ["docker-daemon:sha256:\(image.hex)", "oci:.:\(OCILayout.stagedName)"], in: staging,
                    onLine: log.add)
                guard status.isSuccess else {
                    throw log.report.failure(
                        .registryFailed, operation: "publish to", subject: destination.description, place: folder)
                }
            }
        }
    }

    /// Docker pushes names only, so the image has the reference as a name meanwhile; it keeps it if it had it before, or
    /// has no other: it would be gone.
    private func push(
        _ image: ImageID, to reference: ImageReference, output: @escaping OutputHandler
    ) async throws -> Digest {
        let names = try await names(of: image)
        let hasOtherName = !names.isEmpty && !names.contains(reference.withTag)
        if !names.contains(reference.withTag) { try await tag(image, as: reference) }
        let log = OutputLog(output)
        let isPushed: Bool
        do {
            isPushed = try await push(reference, onLine: log.add)
        } catch {
            if hasOtherName { await removeName(reference) }
            throw error
        }
        async let removal: Void = hasOtherName ? removeName(reference) : ()
        // The last line is `TAG: digest: DIGEST size: BYTES`.
        let words = log.report.lines.last { $0.contains(" digest: ") }?.split(separator: " ") ?? []
        let pushed = words.lazy.compactMap { Digest(String($0)) }.first
        do {
            guard isPushed else { throw log.report.registryFailure(operation: "push", reference) }
            let held = try await RegistryQuery(runner: tool.runner).confirm(pushed, at: reference)
            await removal
            return held
        } catch {
            await removal
            throw error
        }
    }

    private func push(_ reference: ImageReference, onLine: @escaping OutputHandler) async throws -> Bool {
        if let socket, let isPushed = try await socket.push(reference, onLine: onLine) { return isPushed }
        return try await tool.stream(["push", reference.description], onLine: onLine).isSuccess
    }

    /// Also when cancelled. A name that stays is no reason to call a publication failed.
    private func removeName(_ reference: ImageReference) async {
        await Task { try? await remove(image: reference.description) }.value
    }

    private func names(of image: ImageID) async throws -> Set<String> {
        let known = namedImages.names(of: image)
        return known.isEmpty ? Set(try await inspect(image.hex)?.references ?? []) : known
    }

    /// Hands an image layout made around the archive to the daemon with skopeo.
    public func load(_ rootFileSystem: RootFileSystem, as reference: ImageReference) async throws -> ImageID {
        try await copyLayout(
            of: rootFileSystem, runner: tool.runner, to: "docker-daemon:\(reference.withTag)",
            flags: daemonFlags("--dest-daemon-host"))
        return try await loaded(rootFileSystem, as: reference)
    }

    private var skopeo: EngineTool { EngineTool(executable: "skopeo", runner: tool.runner) }

    private var published: PublishedNames {
        // Docker finds its accounts there, and skopeo does not look.
        var environment = tool.runner.environment
        if let folder = environment["DOCKER_CONFIG"], environment["REGISTRY_AUTH_FILE"] == nil {
            environment["REGISTRY_AUTH_FILE"] = "\(folder)/config.json"
        }
        return PublishedNames(
            runner: CommandRunner(environment: environment, gracePeriod: tool.runner.gracePeriod))
    }

    /// Tells skopeo where the daemon listens; it knows neither `DOCKER_HOST` nor docker's contexts.
    private func daemonFlags(_ flag: String) async throws -> [String] {
        if let host = tool.runner.environment["DOCKER_HOST"] { return [flag, host] }
        if FileSystem.exists("/var/run/docker.sock") { return [] }
        let host = try await tool.succeed(
            ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"], operation: "find", subject: "the daemon")
        return [flag, String(host.prefix { !$0.isNewline })]
    }

    /// Asks the registry, or looks into the layout.
    public func digest(at destination: ImageDestination) async throws -> Digest? {
        try await published.digest(at: destination)
    }

    /// Has skopeo read the configuration.
    public func inspect(at destination: ImageDestination) async throws -> PublishedConfiguration? {
        try await published.configuration(at: destination)
    }

    /// Has skopeo copy the manifest, or changes the layout's index.
    public func point(_ destination: ImageDestination, at digest: Digest?) async throws -> Bool {
        try await published.point(destination, at: digest)
    }
}
