internal import CommandRunner
public import PipelineCore

extension BuildahEngine {
    /// Runs the image's entrypoint with `buildah from` and `buildah run`.
    public func run(_ request: ContainerRequest, output: @escaping OutputHandler) async throws -> Int32 {
        guard let image = try await inspect(request.image.hex) else { throw EngineFailure.noImage(request) }
        let command = image.entrypoint + (request.arguments.isEmpty ? image.command : request.arguments)
        guard !command.isEmpty else { throw EngineFailure.nothingToRun(request) }
        let flags = try await isolation.flags(network: request.settings.network)
        try await checkContainers(request.settings, limits: request.limits)
        let group = try request.limits.processes.map { try ControlGroup(name: request.name.text, processes: $0) }
        defer { group?.remove() }
        return try await TemporaryFolder.with(in: workFolder) { folder in
            do {
                try await create(request, in: group)
                let mounts =
                    try await secretMounts(request, user: image.user, in: folder) + hostMount(request, in: folder)
                return try await run(command, request, flags: flags + mounts, in: folder, output: output)
            } catch {
                let name = request.name
                // The clean-up of a cancelled task has to be a task of its own, or its commands would be cancelled at once.
                await Task {
                    try? await endProcesses(workingIn: folder)
                    try? await remove(abandoned: [name])
                }.value
                throw error
            }
        }
    }

    /// Isolation `chroot` has neither networks nor control groups of its own.
    public func checkContainers(_ settings: ProcessSettings, limits: ContainerLimits) async throws {
        _ = try await isolation.flags(network: settings.network)
        guard try await isolation.isolation() == .chroot, !limits.isEmpty else { return }
        throw EngineFailure(
            .unsupported, operation: "limit", subject: "containers",
            details: ["buildah's isolation `chroot` cannot limit memory, processors and processes"],
            hint: "leave out `limits`, or see `pipeline-runner doctor` for why isolation `oci` does not work here")
    }

    private func secretMounts(_ request: ContainerRequest, user: String, in folder: String) async throws -> [String] {
        guard !request.secretFiles.isEmpty else { return [] }
        let owner = try await SecretMounts.userID(user) {
            try await copy("/etc/passwd", from: request.name, to: "\(folder)/passwd")
            return FileSystem.readText("\(folder)/passwd") ?? ""
        }
        return try SecretMounts(request.secretFiles, in: folder, owner: owner).volumes.flatMap { ["--volume", $0] }
    }

    /// Without a network buildah leaves the image's `/etc/hosts`, which need not know `localhost`.
    private func hostMount(_ request: ContainerRequest, in folder: String) throws -> [String] {
        guard request.settings.network == .none else { return [] }
        let hosts = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"
        try FileSystem.replace("\(folder)/hosts", with: Array(hosts.utf8), mode: 0o644)
        return ["--volume", "\(folder)/hosts:/etc/hosts"]
    }

    private func create(_ request: ContainerRequest, in group: ControlGroup?) async throws {
        let name = request.name.text
        let limits = request.limits.buildahFlags + (group.map { ["--cgroup-parent", $0.path] } ?? [])
        _ = try await tool.succeed(
            ["from", "--pull-never", "--name", name] + limits + [request.image.hex],
            operation: "make the container", subject: name)
        let variables = ContainerEnvironment(of: request)
        guard !variables.flags.isEmpty else { return }
        _ = try await tool.succeed(
            ["config"] + variables.flags + [name], environment: variables.inherited,
            operation: "set the environment of", subject: name)
    }

    private func run(
        _ command: [String], _ request: ContainerRequest, flags: [String], in folder: String,
        output: @escaping OutputHandler
    ) async throws -> Int32 {
        var arguments = ["run"] + flags
        if let bundle = request.settings.caBundle {
            arguments += ["--volume", "\(bundle):\(TrustedAuthorities.path):ro"]
        }
        let filter = BuildahRunOutput(output)
        let log = OutputLog(filter.add)
        let status = try await tool.stream(
            arguments + [request.name.text, "--"] + command, environment: ["TMPDIR": folder], endsGroup: true,
            onLine: log.add)
        if !status.isSuccess, let problem = filter.startProblem {
            throw EngineFailure.cannotStart(command[0], problem: problem)
        }
        guard let code = filter.finish(status) else {
            throw log.report.failure(.runFailed, operation: "run", subject: command[0])
        }
        return code
    }

    /// Copies out of the container's mounted file system.
    public func copy(_ path: String, from container: ContainerName, to destination: String) async throws {
        let mounted = try await tool.succeed(
            ["mount", container.text], operation: "mount the container", subject: container.text)
        let root = String(mounted.prefix { !$0.isNewline })
        guard let source = ContainerPath(root: root).resolve(path) else { throw EngineFailure.noFile(path) }
        if path.hasSuffix("/") { try FileSystem.makeFolder(destination) }
        let copy = EngineTool(executable: "cp", runner: tool.runner)
        _ = try await copy.succeed(
            ["-a", "--", path.hasSuffix("/") ? "\(source)/." : source, destination], operation: "copy", subject: path)
    }

    /// Removes with `buildah rm`.
    public func remove(container: ContainerName) async throws {
        try await removeContainers([container.text])
    }

    /// Lists with `buildah containers`.
    public func containers(named prefix: String) async throws -> [ContainerName] {
        let printed = try await list(
            ["containers", "--noheading", "--notruncate", "--format", "{{.ContainerName}}"], of: "the containers",
            races: ["container not known"])
        return printed.split(whereSeparator: \.isNewline).filter { $0.hasPrefix(prefix) }
            .map { ContainerName(String($0)) }
    }

    /// Removes with `buildah rm`, after ending what runc still runs in them.
    public func remove(abandoned containers: [ContainerName]) async throws {
        var found: [String] = []
        for container in containers {
            let inspected = try await tool.capture(["inspect", "--format", "{{.ContainerID}}", container.text])
            guard inspected.status.isSuccess else { continue }
            found.append(String(inspected.standardOutput.prefix { !$0.isNewline }))
        }
        try await endProcesses(of: found)
        try await removeContainers(found)
    }
}
