internal import CommandRunner
internal import ImageEngines
public import PipelineCore

/// The engines that every behaviour is tested with.
public enum TestEngine: String, Sendable, CaseIterable, CustomStringConvertible {
    case buildah
    case docker

    /// The engine's name.
    public var description: String { rawValue }

    /// The real engine, whose processes have `patience` to end after SIGTERM.
    ///
    /// - Throws: `EngineFailure` that says what to install, if this machine does not have it.
    public func make(patience: Duration = .seconds(5)) async throws -> any ImageEngine {
        let settings = EngineSettings(cacheFolder: TestEnvironment.cacheFolder)
        return try await EngineSelection.select(
            self == .docker ? .docker : .buildah,
            runner: CommandRunner(environment: TestEnvironment.variables, gracePeriod: patience), settings: settings)
    }
}
