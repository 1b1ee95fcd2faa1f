public import CommandRunner
public import PipelineCore

/// Which engine to use.
public enum EngineChoice: String, Sendable, Hashable, CaseIterable {
    /// Docker where a daemon with BuildKit answers, else buildah.
    case auto
    /// buildah or nothing.
    case buildah
    /// Docker or nothing.
    case docker
}

/// Finds the engine to use on this machine.
public enum EngineSelection {
    /// An engine of the kind that `choice` asks for.
    ///
    /// Asks docker's client for its own and its daemon's version, once, and the daemon alone from then on; looks for buildah
    /// in `PATH`. Nothing is built or run.
    ///
    /// - Throws: `EngineFailure` with code `engineUnavailable` and what to install, if there is no such engine;
    ///   `CancellationError`.
    public static func select(
        _ choice: EngineChoice, runner: CommandRunner, settings: EngineSettings
    ) async throws -> any ImageEngine {
        var problems: [String] = []
        if choice != .buildah {
            let remembered = RememberedClient(runner: runner, cacheFolder: settings.cacheFolder)
            if let path = try await remembered.path() { return DockerEngine(runner: runner, client: path) }
            switch try await DockerClient.find(runner: runner) {
            case .usable(let client):
                remembered.remember(client)
                return DockerEngine(runner: runner, client: client.path)
            case .unusable(let reason): problems.append("docker: \(reason)")
            }
        }
        if choice != .docker {
            if SearchPath(runner.environment).find("buildah") != nil {
                return BuildahEngine(runner: runner, settings: settings)
            }
            problems.append("buildah: it is not installed")
        }
        throw EngineFailure(
            .engineUnavailable, operation: "find", subject: choice == .auto ? "an engine" : "the engine \(choice)",
            details: problems, hint: hint(choice))
    }

    /// What to do where there is no such engine.
    static func hint(_ choice: EngineChoice) -> String {
        switch choice {
        case .auto, .buildah: "install buildah: apt-get install buildah runc"
        case .docker: "start the daemon, set DOCKER_HOST to where it listens, or install it: apt-get install docker.io"
        }
    }
}
