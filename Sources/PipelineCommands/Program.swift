internal import ArgumentParser
internal import Glibc

/// The command line program, apart from its `@main`.
public enum Program {
    /// Runs the command that the process's arguments name and ends the process with its exit code.
    public static func main() async -> Never {
        occupyStandardStreams()
        // A handler that does nothing, because an ignored signal would stay ignored in every child process.
        signal(SIGPIPE) { _ in }
        let context = CommandContext.ofProcess()
        var outcome = await outcome()
        if outcome.code == CommandExit.success.code, let reason = OutputChannel.lostResult {
            outcome = CommandExit(.unfitEnvironment, "error: cannot write the result to standard output: \(reason)")
        }
        if let message = outcome.message {
            context.standardError.write(
                "\(context.standardError.isTerminal ? message.withoutControls : message)\n")
        }
        exit(outcome.code)
    }

    private static func outcome() async -> CommandExit {
        do {
            var command = try PipelineRunnerCommand.parseAsRoot()
            if let parsed = command as? any AsyncParsableCommand {
                // Safe: it is handed over whole and not touched here again.
                nonisolated(unsafe) var command = parsed
                if parsed is any SignalTaking {
                    try await command.run()
                } else {
                    try await withInterruption { try await command.run() }
                }
            } else {
                // On the main thread: a command typed all day shall not wait for a thread pool to start.
                try command.run()
            }
            return .success
        } catch {
            return CommandExit(error)
        }
    }

    /// A file that takes the place of a closed standard stream would get what is meant for the stream.
    private static func occupyStandardStreams() {
        while true {
            let descriptor = open("/dev/null", O_RDWR)
            if descriptor > STDERR_FILENO { close(descriptor) }
            if descriptor < 0 || descriptor > STDERR_FILENO { return }
        }
    }
}

/// A command that takes signals itself; others are cancelled by them.
protocol SignalTaking {}

/// The root of the command line.
struct PipelineRunnerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline-runner",
        abstract: "Turns a commit into a tested, tagged and published container image.",
        discussion: """
            A repository describes its image in .pipeline/blubber.yaml and, optionally, what to run in \
            .pipeline/config.yaml.

            Exit codes: 0 success; 1 a build, a test or a publication failed; 2 the command line or a configuration file \
            is wrong and nothing was run; 3 this machine is not fit (no engine, no registry, no disk space); \
            130 interrupted.
            """,
        version: "0.1.0",
        subcommands: [
            RunCommand.self, BuildCommand.self, WatchCommand.self, DockerfileCommand.self, ValidateCommand.self,
            GraphCommand.self, BaseCommand.self, ImagesCommand.self, RunsCommand.self, LedgerCommand.self,
            CommitCommand.self, SchemaCommand.self, DoctorCommand.self,
        ])
}
