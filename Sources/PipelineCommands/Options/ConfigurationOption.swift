internal import ArgumentParser

/// The flag of every command that builds or runs images.
struct ConfigurationOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The run configuration.",
            discussion: "Defaults to $PIPELINE_RUNNER_CONFIG, then pipelines/pipeline-runner.yaml of the repository, "
                + "$XDG_CONFIG_HOME/pipeline-runner/pipeline-runner.yaml and /etc/pipeline-runner/pipeline-runner.yaml; "
                + "the first one counts.", valueName: "file"))
    var config: String?

    func validate() throws {
        if config?.isEmpty == true { throw ValidationError("--config needs the name of a file") }
    }

    /// Finds and reads the file; see `RunnerFile.find`.
    func read(repositoryAt folder: String?, _ context: CommandContext) throws -> RunnerFile {
        try RunnerFile.find(given: config, repositoryAt: folder, context)
    }
}
