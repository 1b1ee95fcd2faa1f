public import BlubberConfig
public import CommandRunner
public import PipelineCore

/// Images and containers by a Docker daemon with BuildKit.
public struct DockerEngine: ImageEngine {
    /// `docker`.
    public let name = "docker"
    /// That of Docker 20.10, the oldest that is supported.
    public let dialect = DockerfileDialect.docker20

    let tool: EngineTool
    let socket: DockerSocket?
    let namedImages = NamedImages()

    /// An engine whose processes run by `runner`; `client` is the path of a `docker` that can use BuildKit.
    public init(runner: CommandRunner, client: String = "docker") {
        socket = DockerSocket(environment: runner.environment)
        tool = EngineTool(
            executable: client, runner: runner,
            environment: ["DOCKER_BUILDKIT": "1", "BUILDKIT_PROGRESS": "plain", "DOCKER_CLI_HINTS": "false"])
    }
}
