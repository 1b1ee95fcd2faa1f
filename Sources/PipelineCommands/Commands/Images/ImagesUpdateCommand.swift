internal import ArgumentParser
internal import CommandRunner
internal import Diagnostics
internal import Glibc
internal import ImageTree
internal import PipelineCore

struct ImagesUpdateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Writes changelog entries for an image and everything that stands on it.",
        discussion: """
            The next build then builds all of them. Either all changelogs are written or none. NAME may be a shell pattern.

            Example:
              pipeline-runner images update -c config.yaml --reason 'DSA-5999-1 openssl' base images
            """)

    private static let defaultReason = "Security update"

    @Argument(help: "The image that is updated.")
    var name: String

    @OptionGroup var treeOptions: TreeOptions

    @Option(help: "What the entries say.")
    var reason = Self.defaultReason

    @Option(
        name: .shortAndLong, help: "The image's new version; those of the images on it are raised by their counters.")
    var version: String?

    @Flag(name: .customLong("dry-run"), help: "Shows what would be written.")
    var dryRun = false

    func run() async throws {
        let context = CommandContext.ofProcess()
        let tree = try treeOptions.tree(context)
        let signature = try await signature(tree.configuration, context)
        do throws(DiagnosticList) {
            let update = try TreeUpdate(
                of: name, in: tree, reason: reason.isEmpty ? Self.defaultReason : reason, version: version,
                signature: signature)
            for entry in update.entries {
                let label = tree.images[entry.name]?.definition.name ?? entry.name
                context.standardOutput.write("\(label): \(entry.old) → \(entry.new)\n")
                if dryRun { context.standardOutput.write(entry.text) }
            }
            if !dryRun { try write(update) }
        } catch {
            TreeOptions.show(error, tree.sources, context)
            throw CommandExit(.badInput)
        }
    }

    private func write(_ update: TreeUpdate) throws(DiagnosticList) {
        do throws(UpdateFailure) {
            try update.write()
        } catch {
            throw DiagnosticList([Diagnostic(code: "update.write", "\(error)", at: nil)])
        }
    }

    /// By the environment, else by git, else by the configuration, for name and address apart.
    private func signature(_ configuration: TreeConfiguration, _ context: CommandContext) async throws
        -> TreeUpdate.Signature
    {
        func value(_ variable: String, _ key: String) async throws -> String? {
            if let value = context.environment[variable], !value.isEmpty { return value }
            return try await git(key, context)
        }
        return TreeUpdate.Signature(
            name: try await value("DEBFULLNAME", "user.name") ?? configuration.fallbackAuthor,
            mail: try await value("DEBEMAIL", "user.email") ?? configuration.fallbackMail,
            date: Self.date(context.now.seconds))
    }

    private func git(_ key: String, _ context: CommandContext) async throws -> String? {
        do {
            let answer = try await context.runner.capture(Command("git", ["config", "--get", key]))
            let value = String(answer.standardOutput.prefix { !$0.isNewline })
            return answer.status.isSuccess && !value.isEmpty ? value : nil
        } catch is CommandFailure {
            return nil
        }
    }

    /// Local time, a blank before days of one digit, English names whatever the locale.
    private static func date(_ seconds: Int) -> String {
        var time = time_t(seconds)
        var parts = tm()
        localtime_r(&time, &parts)
        return String(unsafeUninitializedCapacity: 64) { buffer in
            buffer.withMemoryRebound(to: CChar.self) {
                strftime($0.baseAddress, $0.count, "%a, %e %b %Y %H:%M:%S %z", &parts)
            }
        }
    }
}
