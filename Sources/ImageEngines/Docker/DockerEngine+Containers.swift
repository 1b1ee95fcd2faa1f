internal import CommandRunner
public import PipelineCore

extension DockerEngine {
    /// Runs the image's entrypoint with `docker run`.
    public func run(_ request: ContainerRequest, output: @escaping OutputHandler) async throws -> Int32 {
        let variables = request.environment.merging(TrustedAuthorities.environment(request.settings)) { mine, _ in mine
        }
        var arguments = ["run", "--name", request.name.text, "--pull", "never"]
        arguments += ["--network", request.settings.network.dockerName]
        // A name without a value makes docker take it from its own environment, out of sight of process lists.
        for name in variables.keys.sorted() { arguments += ["--env", name] }
        if let bundle = request.settings.caBundle {
            arguments += ["--volume", "\(bundle):\(TrustedAuthorities.path):ro"]
        }
        let status = try await tool.stream(
            arguments + [request.image.hex] + request.arguments, environment: variables, onLine: output)
        return status.code
    }

    /// Copies with `docker cp`.
    public func copy(_ path: String, from container: ContainerName, to destination: String) async throws {
        let source = path.hasSuffix("/") ? "\(path)." : path
        _ = try await tool.succeed(
            ["cp", "--archive", "\(container):\(source)", destination], operation: "copy", subject: path)
    }

    /// Removes with `docker rm`.
    public func remove(container: ContainerName) async throws {
        let captured = try await tool.capture(["rm", "--force", "--volumes", container.text])
        guard captured.status.isSuccess || captured.standardError.contains("No such container") else {
            throw FailureReport(output: captured).failure(operation: "remove the container", subject: container.text)
        }
    }
}
