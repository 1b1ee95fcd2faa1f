internal import ArgumentParser
internal import BlubberConfig
internal import CommandRunner
internal import Diagnostics

/// The flag of every command that reads Blubber files for a build.
struct PolicyOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "A policy that the configuration must keep to: a file, or an http:// or https:// URL.",
            valueName: "file|url"))
    var policy: String?

    /// The policy; `nil` if none is asked for.
    ///
    /// - Throws: `CommandExit` if it cannot be had or is wrong.
    func read(_ context: CommandContext) async throws -> Policy? {
        guard let policy else { return nil }
        let isRemote = policy.hasPrefix("http://") || policy.hasPrefix("https://")
        let source =
            isRemote
            ? SourceFile(name: policy, bytes: try await fetch(policy, context))
            : try SourceFile.read(policy, context: context)
        return try source.reading(context) { () throws(DiagnosticList) in
            try Policy.parse(source.bytes, file: source.name)
        }
    }

    private func fetch(_ address: String, _ context: CommandContext) async throws -> [UInt8] {
        let arguments = ["--fail", "--silent", "--show-error", "--location", "--max-time", "30", address]
        let fetched: CapturedOutput
        do {
            fetched = try await context.runner.capture(Command("curl", arguments))
        } catch let failure as CommandFailure where failure.code == .notFound {
            throw CommandExit(
                .unfitEnvironment, "error: cannot fetch the policy: there is no curl\n  help: apt-get install curl")
        }
        guard fetched.status.isSuccess else {
            throw CommandExit(.unfitEnvironment, "error: cannot fetch the policy \(address): \(fetched.standardError)")
        }
        return Array(fetched.standardOutput.utf8)
    }
}
