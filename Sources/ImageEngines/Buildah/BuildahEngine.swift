public import BlubberConfig
public import CommandRunner
public import PipelineCore

/// Images and containers by buildah, which needs no daemon.
public struct BuildahEngine: ImageEngine {
    /// `buildah`.
    public let name = "buildah"
    /// That of buildah 1.28, the oldest that is supported.
    public let dialect = DockerfileDialect.buildah128

    let tool: EngineTool
    let settings: EngineSettings
    let isolation: IsolationProbe
    let cache = BuildCache()

    /// Where buildah puts temporary files, which may be as large as images.
    var workFolder: String {
        guard let folder = tool.runner.environment["TMPDIR"], folder.hasPrefix("/") else { return "/var/tmp" }
        return folder
    }

    /// An engine whose processes run by `runner`.
    public init(runner: CommandRunner, settings: EngineSettings) {
        // Progress bars and history are for terminals; a build must not depend on what the caller exported.
        let environment: [String: String?] = ["BUILDAH_ISOLATION": nil, "BUILDAH_RUNTIME": nil, "BUILDAH_LAYERS": nil]
        tool = EngineTool(executable: "buildah", runner: runner, environment: environment)
        self.settings = settings
        isolation = IsolationProbe(tool: tool, settings: settings)
    }
}
