internal import CommandRunner
internal import Glibc
public import PipelineCore

extension DockerEngine {
    /// Runs the image's entrypoint as `docker run` does.
    public func run(_ request: ContainerRequest, output: @escaping OutputHandler) async throws -> Int32 {
        do {
            return try await TemporaryFolder.with(in: tool.runner.temporaryFolder) { folder in
                var volumes: [String] = []
                if !request.secretFiles.isEmpty {
                    let owner = try await userID(of: request)
                    volumes = try SecretMounts(request.secretFiles, in: folder, owner: owner).volumes
                }
                if let bundle = request.settings.caBundle {
                    volumes.append("\(bundle):\(TrustedAuthorities.path):ro")
                }
                let log = OutputLog(output)
                switch try await socket?.run(request, volumes: volumes, onLine: log.add) {
                case .exited(let code): return code
                case .notStarted: try await throwStartProblem(request, log)
                case .lost: break
                case nil: return try await run(request, volumes: volumes, in: folder, log)
                }
                throw EngineFailure(
                    .engineUnavailable, operation: "run", subject: "image \(request.image.hex.prefix(12))",
                    details: ["the docker daemon ended the connection"],
                    hint: "is it running, and what does its log say?")
            }
        } catch {
            let name = request.name
            // The clean-up of a cancelled task has to be a task of its own, or its commands would be cancelled at once.
            await Task { try? await remove(container: name) }.value
            throw error
        }
    }

    /// Runs it with the client.
    private func run(
        _ request: ContainerRequest, volumes: [String], in folder: String, _ log: OutputLog
    ) async throws -> Int32 {
        let variables = try ContainerEnvironment(of: request, file: "\(folder)/environment")
        var arguments = ["run", "--pull", "never", "--name", request.name.text]
        arguments += ["--network", request.settings.network.dockerName] + variables.flags
        arguments += request.limits.dockerFlags + volumes.flatMap { ["--volume", $0] }
        let status = try await tool.stream(
            arguments + [request.image.hex] + request.arguments, environment: variables.inherited, onLine: log.add)
        if case .exited(125...127) = status { try await throwStartProblem(request, log) }
        return status.code
    }

    /// The ID of the user that a container runs as.
    private func userID(of request: ContainerRequest) async throws -> uid_t {
        let image = request.image
        let user = try await inspect(image.hex)?.user ?? ""
        return try await SecretMounts.userID(user) {
            let name = ContainerName("\(request.name)-accounts")
            _ = try await tool.succeed(
                ["create", "--pull", "never", "--name", name.text, image.hex, "true"],
                operation: "look up the user of", subject: image.hex)
            do {
                let accounts = try await TemporaryFolder.with(in: tool.runner.temporaryFolder) { folder in
                    try await copy("/etc/passwd", from: name, to: "\(folder)/passwd")
                    return FileSystem.readText("\(folder)/passwd") ?? ""
                }
                try await remove(container: name)
                return accounts
            } catch {
                await Task { try? await remove(container: name) }.value
                throw error
            }
        }
    }

    /// Throws if the exit codes 125 to 127 are docker's, not the program's: only then was the container never started.
    private func throwStartProblem(_ request: ContainerRequest, _ log: OutputLog) async throws {
        let format = "{{.State.Status}}\n{{.Path}}\n{{.State.Error}}"
        let state = try await tool.capture(["container", "inspect", "--format", format, request.name.text])
        let lines = state.standardOutput.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if state.status.isSuccess, lines.count >= 3 {
            if lines[0] != "created" { return }
            throw EngineFailure.cannotStart(lines[1], problem: lines[2...].joined(separator: " "))
        }
        let said = log.report.lines
        if said.contains(where: { $0.contains("No command specified") }) { throw EngineFailure.nothingToRun(request) }
        if said.contains(where: { $0.lowercased().contains("no such image") }) { throw EngineFailure.noImage(request) }
        throw log.report.failure(.runFailed, operation: "run", subject: "image \(request.image.hex.prefix(12))")
    }

    /// Copies with `docker cp`.
    public func copy(_ path: String, from container: ContainerName, to destination: String) async throws {
        let source = "\(container):\(path.hasPrefix("/") ? "" : "/")\(path)\(path.hasSuffix("/") ? "." : "")"
        let captured = try await tool.capture(["cp", "--archive", source, destination])
        if captured.status.isSuccess { return }
        let missing = ["Could not find the file", "No such container:path"]
        if missing.contains(where: captured.standardError.contains) { throw EngineFailure.noFile(path) }
        throw FailureReport(output: captured).failure(operation: "copy", subject: path)
    }

    /// Removes with `docker rm`, running or not.
    public func remove(container: ContainerName) async throws {
        if let socket, try await socket.remove(container: container.text) { return }
        let captured = try await tool.capture(["rm", "--force", "--volumes", container.text])
        guard captured.status.isSuccess || captured.standardError.lowercased().contains("no such container") else {
            throw FailureReport(output: captured).failure(operation: "remove the container", subject: container.text)
        }
    }

    /// Lists with `docker ps`.
    public func containers(named prefix: String) async throws -> [ContainerName] {
        // The filter looks anywhere in a name.
        let printed = try await tool.succeed(
            ["ps", "--all", "--no-trunc", "--filter", "name=\(prefix)", "--format", "{{.Names}}"],
            operation: "list", subject: "the containers")
        return printed.split(whereSeparator: \.isNewline).filter { $0.hasPrefix(prefix) }
            .map { ContainerName(String($0)) }
    }

    /// Removes with `docker rm`: the daemon ends what runs in them.
    public func remove(abandoned containers: [ContainerName]) async throws {
        for container in containers { try await remove(container: container) }
    }

    /// Removes with `docker rm` what `docker ps` and `docker inspect` find.
    public func removeContainers(of image: ImageID, since moment: UTCTime) async {
        // A task of its own: the caller's may be cancelled.
        await Task {
            guard
                let listed = try? await tool.capture(["ps", "--all", "--quiet", "--filter", "ancestor=\(image.hex)"])
            else { return }
            let ids = listed.standardOutput.split(whereSeparator: \.isNewline).map(String.init)
            guard !ids.isEmpty,
                let found = try? await tool.capture(["inspect", "--format", "{{.Id}} {{.Image}} {{.Created}}"] + ids)
            else { return }
            for line in found.standardOutput.split(whereSeparator: \.isNewline) {
                let words = line.split(separator: " ").map(String.init)
                // The filter takes images that were built on this one, too.
                guard words.count == 3, words[1] == "sha256:\(image.hex)", moment.isNotAfter(words[2]) else { continue }
                try? await remove(container: ContainerName(words[0]))
            }
        }.value
    }
}
