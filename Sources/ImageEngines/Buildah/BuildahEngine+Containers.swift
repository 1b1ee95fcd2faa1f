internal import CommandRunner
public import PipelineCore

extension BuildahEngine {
    /// Runs the image's entrypoint with `buildah from` and `buildah run`.
    public func run(_ request: ContainerRequest, output: @escaping OutputHandler) async throws -> Int32 {
        guard let image = try await inspect(request.image.hex) else {
            throw EngineFailure(.runFailed, operation: "run", subject: request.image.hex, details: ["no such image"])
        }
        let command = image.entrypoint + (request.arguments.isEmpty ? image.command : request.arguments)
        guard !command.isEmpty else { throw EngineFailure.nothingToRun(request) }
        let subject = request.name.text
        _ = try await tool.succeed(
            ["from", "--pull-never", "--name", subject, request.image.hex], operation: "make the container",
            subject: subject)
        let variables = request.environment.merging(TrustedAuthorities.environment(request.settings)) { mine, _ in mine
        }
        if !variables.isEmpty {
            // A name without a value makes buildah take it from its own environment, out of sight of process lists.
            let flags = variables.keys.sorted().flatMap { ["--env", $0] }
            _ = try await tool.succeed(
                ["config"] + flags + [subject], environment: variables, operation: "set the environment of",
                subject: subject)
        }
        var arguments = ["run"] + (try await isolation.flags(network: request.settings.network))
        if let bundle = request.settings.caBundle {
            arguments += ["--volume", "\(bundle):\(TrustedAuthorities.path):ro"]
        }
        let status = try await tool.stream(arguments + [subject, "--"] + command, onLine: output)
        return status.code
    }

    /// Copies out of the container's mounted file system.
    public func copy(_ path: String, from container: ContainerName, to destination: String) async throws {
        let mounted = try await tool.succeed(
            ["mount", container.text], operation: "mount the container", subject: container.text)
        let root = mounted.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        let source = root + (path.hasPrefix("/") ? path : "/\(path)") + (path.hasSuffix("/") ? "." : "")
        let copy = EngineTool(executable: "cp", runner: tool.runner)
        _ = try await copy.succeed(["-a", "--", source, destination], operation: "copy", subject: path)
    }

    /// Removes with `buildah rm`.
    public func remove(container: ContainerName) async throws {
        let captured = try await tool.capture(["rm", container.text])
        guard captured.status.isSuccess || captured.standardError.contains("container not known") else {
            throw FailureReport(output: captured).failure(operation: "remove the container", subject: container.text)
        }
    }
}
