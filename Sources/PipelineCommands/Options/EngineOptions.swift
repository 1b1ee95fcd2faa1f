public import ArgumentParser
internal import BlubberConfig
internal import Glibc
public import ImageEngines
public import PipelineCore

extension EngineChoice: ExpressibleByArgument {}
extension EngineSettings.Isolation: ExpressibleByArgument {}
extension NetworkMode: ExpressibleByArgument {}

/// Flags of every command that builds or runs images.
struct EngineOptions: ParsableArguments {
    @Option(help: "What builds and runs images: auto, buildah or docker.")
    var engine = EngineChoice.auto

    @Option(help: "The network of build steps and tests: host, none or bridge.")
    var network = NetworkMode.host

    @Option(help: "How buildah separates processes: auto, oci or chroot.")
    var isolation = EngineSettings.Isolation.auto

    @Option(
        help: ArgumentHelp(
            "A PEM file of authorities that build steps and tests trust, for networks whose proxy re-signs TLS.",
            discussion: "Defaults to $PIPELINE_RUNNER_CA_BUNDLE. Nothing of it stays in an image.", valueName: "file"))
    var caBundle: String?

    /// The engine that the flags ask for.
    func select(_ context: CommandContext, warn: @escaping @Sendable (String) -> Void) async throws -> any ImageEngine {
        var settings = EngineSettings(cacheFolder: context.cacheFolder, warn: warn)
        settings.isolation = isolation
        return try await EngineSelection.select(engine, runner: context.runner, settings: settings)
    }

    /// Network and authorities for build steps and tests.
    func processSettings(_ context: CommandContext) throws(CommandExit) -> ProcessSettings {
        var settings = ProcessSettings()
        settings.network = network
        guard let path = caBundle ?? context.environment["PIPELINE_RUNNER_CA_BUNDLE"], !path.isEmpty else {
            return settings
        }
        let absolute = context.absolute(path)
        guard access(absolute, R_OK) == 0 else {
            throw CommandExit(
                .badInput, "error: cannot read the CA bundle \(absolute): \(String(cString: strerror(errno)))")
        }
        settings.caBundle = absolute
        return settings
    }
}
