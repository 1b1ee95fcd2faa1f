internal import ArgumentParser
internal import RunFiles

/// The flag of every command that leaves something behind.
struct StateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where logs, workspaces and the embedded registry are kept.",
            discussion: "Defaults to $XDG_STATE_HOME/pipeline-runner, else ~/.local/state/pipeline-runner.",
            valueName: "folder"))
    var state: String?

    func validate() throws {
        if state?.isEmpty == true { throw ValidationError("--state needs the name of a folder") }
    }

    /// The folder that the flag, or else the environment, names.
    func folder(_ context: CommandContext) -> StateFolder {
        StateFolder(state.map(context.absolute) ?? StateFolder.defaultPath(environment: context.environment))
    }
}
