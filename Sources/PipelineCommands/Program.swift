internal import ArgumentParser
internal import BlubberConfig
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
            if try hasWrittenDockerfile() { return .success }
            if let command = immediateCommand() {
                try command()
                return .success
            }
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
                try command.run()
            }
            return .success
        } catch {
            return CommandExit(error)
        }
    }

    /// Takes `dockerfile FILE VARIANT`, without flags, by itself: the parser would take a third of the whole time.
    private static func hasWrittenDockerfile() throws -> Bool {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 3, arguments.first == "dockerfile", !arguments.contains(where: { $0.hasPrefix("-") })
        else { return false }
        try DockerfileCommand.write(arguments[3], of: arguments[2])
        return true
    }

    /// The command, if it has nothing to wait for: it runs on the main thread, without the thread pool, the signal handlers
    /// and the tree of all commands, which take longer to set up than it takes to run.
    ///
    /// Whatever is wrong with the arguments is left to the whole tree, which words it with the whole usage.
    private static func immediateCommand() -> (() throws -> Void)? {
        let words = Array(CommandLine.arguments.dropFirst())
        switch words.first {
        case "dockerfile": return immediate(DockerfileCommand.self, words.dropFirst())
        case "validate": return immediate(ValidateCommand.self, words.dropFirst())
        case "images" where words.count > 1 && words[1] == "render":
            let command = try? ImagesRenderCommand.parse(Array(words.dropFirst(2)))
            return command.map { $0.run }
        default: return nil
        }
    }

    private static func immediate(_ type: (some PolicyTaking).Type, _ words: ArraySlice<String>) -> (() throws -> Void)?
    {
        guard let command = try? type.parse(Array(words)), command.policyOptions.policy == nil else { return nil }
        return { try command.run(policy: nil) }
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

/// A command that has nothing to wait for but, possibly, a policy.
protocol PolicyTaking: AsyncParsableCommand {
    var policyOptions: PolicyOptions { get }

    func run(policy: Policy?) throws
}

extension PolicyTaking {
    func run() async throws {
        try run(policy: try await policyOptions.read(.ofProcess()))
    }
}

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
