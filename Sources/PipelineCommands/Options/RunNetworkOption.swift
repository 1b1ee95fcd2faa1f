internal import ArgumentParser
internal import PipelineCore
internal import RunnerConfig

/// The flag of commands that run what they have built.
struct RunNetworkOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The network of the containers that tests run in: none, host or bridge.", discussion: "Defaults to none."))
    var runNetwork: NetworkMode?

    /// Network and authorities for containers. Without a word from anybody they have no network.
    func settings(
        _ options: EngineOptions, _ context: CommandContext,
        _ configuration: RunnerConfiguration = RunnerConfiguration()
    ) throws(CommandExit) -> ProcessSettings {
        var settings = try options.processSettings(context, configuration)
        let precedence = Precedence(environment: context.environment)
        settings.network = try precedence.choice(runNetwork, "RUN_NETWORK", configuration.network.run) ?? .none
        return settings
    }
}
