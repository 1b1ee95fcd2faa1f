public import CommandRunner
internal import OCI
public import PipelineCore

/// Finds out before anything is built whether images can be published, so that nobody waits for a build in vain.
public enum PublicationProbe {
    /// How long a registry may take to say anything.
    private static let patience = Duration.seconds(30)

    /// Asks the registry for an image that need not be there, or makes the layout's folders.
    ///
    /// A registry that wants other credentials, or has trouble of its own, may still take a push: only one that does not
    /// answer is refused here.
    ///
    /// - Throws: `EngineFailure` if the registry is out of reach, the folder cannot be made or skopeo is not installed;
    ///   `CancellationError`.
    public static func examine(_ registry: Registry, runner: CommandRunner) async throws {
        switch registry {
        case .layout(let folder):
            do {
                try FileSystem.makeFolder("\(folder)/blobs/sha256")
            } catch let failure as EngineFailure {
                throw EngineFailure(
                    .registryUnavailable, operation: "publish to", subject: registry.description,
                    details: failure.details, hint: "choose a folder that this account may write to")
            }
        case .distribution(let prefix):
            try await examine(ImageReference("\(prefix)/pipeline-runner:probe"), runner: runner)
        }
    }

    private static func examine(_ reference: ImageReference, runner: CommandRunner) async throws {
        do {
            _ = try await RegistryQuery(runner: runner, patience: patience).digest(ifAny: reference)
        } catch let failure as EngineFailure {
            switch failure.code {
            case .engineUnavailable: throw failure
            case .registryUnavailable, .other:
                throw EngineFailure(
                    .registryUnavailable, operation: "reach", subject: "the registry \(reference.domain ?? "")",
                    details: failure.details.suffix(1),
                    hint: failure.hint ?? "is it running, and can this machine reach it?")
            default: return  // It answered.
            }
        }
    }
}
