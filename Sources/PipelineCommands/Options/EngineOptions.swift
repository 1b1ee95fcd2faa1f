public import ArgumentParser
internal import BlubberConfig
internal import ConfigValues
internal import FoundationEssentials
internal import Glibc
public import ImageEngines
public import PipelineCore
internal import RunnerConfig

extension EngineChoice: ExpressibleByArgument {}
extension EngineSettings.Isolation: ExpressibleByArgument {}
extension NetworkMode: ExpressibleByArgument {}

/// Flags of every command that builds or runs images. What no flag says, the environment, the run configuration or the
/// default does.
struct EngineOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("What builds and runs images: auto, buildah or docker.", discussion: "Defaults to auto."))
    var engine: EngineChoice?

    @Option(help: ArgumentHelp("The network of build steps: host, none or bridge.", discussion: "Defaults to host."))
    var network: NetworkMode?

    @Option(
        help: ArgumentHelp("How buildah separates processes: auto, oci or chroot.", discussion: "Defaults to auto."))
    var isolation: EngineSettings.Isolation?

    @Option(
        help: ArgumentHelp(
            "A PEM file of authorities that build steps and tests trust, for networks whose proxy re-signs TLS.",
            discussion: "Nothing of it stays in an image.", valueName: "file"))
    var caBundle: String?

    /// The engine that the flags and the configuration ask for.
    func select(
        _ context: CommandContext, _ configuration: RunnerConfiguration = RunnerConfiguration(),
        warn: @escaping @Sendable (String) -> Void
    ) async throws -> any ImageEngine {
        let given = configuration.engine.flatMap { EngineChoice(rawValue: $0.rawValue) }
        let choice = try Precedence(environment: context.environment).choice(engine, "ENGINE", given) ?? .auto
        return try await EngineSelection.select(
            choice, runner: context.runner, settings: try settings(context, configuration, warn: warn))
    }

    /// What engines are told once.
    func settings(
        _ context: CommandContext, _ configuration: RunnerConfiguration = RunnerConfiguration(),
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(CommandExit) -> EngineSettings {
        var settings = EngineSettings(cacheFolder: context.cacheFolder, warn: warn)
        let given = configuration.isolation.flatMap { EngineSettings.Isolation(rawValue: $0.rawValue) }
        settings.isolation =
            try Precedence(environment: context.environment).choice(isolation, "ISOLATION", given) ?? .auto
        return settings
    }

    /// Network and authorities for build steps.
    func processSettings(
        _ context: CommandContext, _ configuration: RunnerConfiguration = RunnerConfiguration()
    ) throws(CommandExit) -> ProcessSettings {
        var settings = ProcessSettings()
        let precedence = Precedence(environment: context.environment)
        settings.network = try precedence.choice(network, "NETWORK", configuration.network.build) ?? .host
        let bundle = try precedence.value(caBundle, "CA_BUNDLE", configuration.caBundle) { $0 }
        settings.caBundle = try bundle.map { path throws(CommandExit) in try readable(context.absolute(path)) }
        return settings
    }

    private func readable(_ bundle: String) throws(CommandExit) -> String {
        if access(bundle, R_OK) == 0 {
            let bytes = FileManager.default.contents(atPath: bundle) ?? Data()
            if String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ") { return bundle }
            throw CommandExit(
                .badInput,
                "error: \(bundle) holds no certificate in PEM form\n"
                    + "  help: Debian's own bundle is /etc/ssl/certs/ca-certificates.crt")
        }
        throw CommandExit(.badInput, "error: cannot read the CA bundle \(bundle): \(String(cString: strerror(errno)))")
    }
}
