public import CommandRunner
internal import OCI
public import PipelineCore

/// Examines what engines this machine has and what they can do.
public enum EngineDoctor {
    /// Looks at docker, buildah with its isolation, and skopeo, in this order. One engine that is fit suffices for builds;
    /// skopeo is needed for publishing.
    ///
    /// - Throws: `CancellationError` only.
    public static func examine(runner: CommandRunner, settings: EngineSettings) async throws -> [EngineFact] {
        var facts = [try await docker(runner)]
        facts.append(try await version(of: "buildah", packages: "buildah runc", runner))
        if facts.last?.isFit == true { facts.append(try await isolation(runner, settings)) }
        facts.append(try await version(of: "skopeo", packages: "skopeo", runner))
        return facts
    }

    /// Looks whether a registry answers and lets this account read, or a layout can be written to.
    ///
    /// - Throws: `CancellationError` only.
    public static func examine(_ registry: Registry, runner: CommandRunner) async throws -> EngineFact {
        let subject = "registry \(registry)"
        do {
            try await PublicationProbe.examine(registry, runner: runner)
            guard case .distribution(let prefix) = registry else { return .fit(subject, "can be written to") }
            _ = try await RegistryQuery(runner: runner).digest(of: ImageReference("\(prefix)/pipeline-runner:probe"))
            return .fit(subject, "answers")
        } catch let failure as EngineFailure {
            if FailureReport(lines: failure.details).saysNotFound { return .fit(subject, "answers") }
            return .unfit(subject, failure.details.last ?? "does not answer", hint: failure.hint ?? "look into its log")
        }
    }

    private static func docker(_ runner: CommandRunner) async throws -> EngineFact {
        switch try await DockerClient.find(runner: runner) {
        case .usable(let client):
            .fit("docker", "client \(client.clientVersion) (\(client.path)), daemon \(client.serverVersion), BuildKit")
        case .unusable(let reason):
            .unfit("docker", reason, hint: EngineSelection.hint(.docker))
        }
    }

    private static func isolation(_ runner: CommandRunner, _ settings: EngineSettings) async throws -> EngineFact {
        let probe = IsolationProbe(
            tool: BuildahEngine(runner: runner, settings: settings).tool, settings: settings)
        let subject = "buildah isolation"
        do {
            let (isolation, problem) = try await probe.finding()
            guard let problem else { return .fit(subject, isolation.rawValue) }
            return .unfit(
                subject, "\(isolation.rawValue); runc does not work here: \(problem)",
                hint: "install runc (apt-get install runc) and see that it may use control groups")
        } catch let failure as EngineFailure {
            return .unfit(subject, failure.description, hint: "apt-get install buildah runc")
        }
    }

    private static func version(
        of program: String, packages: String, _ runner: CommandRunner
    ) async throws -> EngineFact {
        let hint = "apt-get install \(packages)"
        guard SearchPath(runner.environment).find(program) != nil else {
            return .unfit(program, "it is not installed", hint: hint)
        }
        do {
            let answer = try await runner.capture(Command(program, ["--version"]))
            let line = String(answer.standardOutput.prefix { !$0.isNewline })
            return answer.status.isSuccess
                ? .fit(program, line) : .unfit(program, "`\(program) --version` fails", hint: hint)
        } catch let failure as CommandFailure {
            return .unfit(program, failure.description, hint: hint)
        }
    }
}
