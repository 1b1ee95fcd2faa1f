internal import ArgumentParser
internal import Delivery
internal import GitWatcher
internal import Glibc
internal import ImageEngines
internal import PipelineCore
internal import RunFiles
internal import RunnerConfig

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Checks whether this machine is fit, and says what to install.",
        discussion: """
            Ends with exit code 3 if something that every run needs is missing. One engine is enough.

            Example:
              pipeline-runner doctor
            """)

    @Option(help: "A registry that must answer: docker://HOST[:PORT]/PREFIX or oci:FOLDER.")
    var registry: String?

    @OptionGroup var configurationOption: ConfigurationOption
    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var stateOptions: StateOptions

    /// One line of the examination.
    private struct Finding {
        enum Verdict: String {
            case fine = "ok"
            case note = "--"
            case missing = "no"
        }

        let verdict: Verdict
        let subject: String
        let text: String
        var hint: String?
    }

    func run() async throws {
        let context = CommandContext.ofProcess()
        let file = try configurationOption.read(repositoryAt: ".", context)
        let settings = try engineOptions.settings(context, file.configuration)
        var facts = try await EngineDoctor.examine(runner: context.runner, settings: settings)
        if let registry = try Registry.configured(file.configuration, flag: registry, context: context) {
            facts.append(try await EngineDoctor.examine(registry, runner: context.runner))
        }
        var findings = facts.map { fact in
            // Each engine alone can be done without; whether one is left is a finding of its own.
            let isEngine = fact.subject == "docker" || fact.subject.hasPrefix("buildah")
            let verdict: Finding.Verdict = fact.isFit ? .fine : isEngine ? .note : .missing
            return Finding(verdict: verdict, subject: fact.subject, text: fact.finding, hint: fact.hint)
        }
        findings.append(try await engine(context, file.configuration))
        findings.append(
            Finding(verdict: .fine, subject: "configuration", text: file.path ?? "no file; the defaults hold"))
        findings.append(gitLibrary())
        if let helm = HelmProgram(file, state: stateOptions.folder(context), context) {
            findings.append(try await examine(helm, file.configuration.helm.command))
        }
        findings += [("state folder", stateOptions.folder(context).path), ("cache folder", context.cacheFolder)]
            .map { disk($0.0, $0.1) }
        for finding in findings {
            context.standardOutput.write("[\(finding.verdict.rawValue)] \(finding.subject): \(finding.text)\n")
            if finding.verdict != .fine, let hint = finding.hint {
                context.standardOutput.write("     help: \(hint)\n")
            }
        }
        if findings.contains(where: { $0.verdict == .missing }) { throw CommandExit(.unfitEnvironment) }
    }

    private func engine(_ context: CommandContext, _ configuration: RunnerConfiguration) async throws -> Finding {
        do {
            let engine = try await engineOptions.select(context, configuration) { _ in }
            return Finding(verdict: .fine, subject: "engine in use", text: engine.name)
        } catch let failure as EngineFailure {
            return Finding(verdict: .missing, subject: "engine in use", text: "none", hint: failure.hint)
        }
    }

    private func gitLibrary() -> Finding {
        do {
            return Finding(verdict: .fine, subject: "libgit2", text: try GitRepository.libraryVersion())
        } catch {
            return Finding(
                verdict: .missing, subject: "libgit2", text: "\(error)", hint: "apt-get install libgit2-1.5")
        }
    }

    /// Only runs that deploy need it.
    private func examine(_ helm: HelmProgram, _ command: String) async throws -> Finding {
        do {
            try await helm.check()
            return Finding(verdict: .fine, subject: "helm", text: command)
        } catch let failure as DeploymentFailure {
            return Finding(verdict: .note, subject: "helm", text: failure.message, hint: failure.hint)
        }
    }

    /// A production image and its parents need some gigabytes; below one, builds fail half-way.
    private func disk(_ subject: String, _ folder: String) -> Finding {
        var existing = folder
        while existing.contains("/"), access(existing, F_OK) != 0 {
            existing = String(existing[..<(existing.lastIndex(of: "/") ?? existing.startIndex)])
        }
        if existing.isEmpty { existing = "/" }
        guard access(existing, W_OK) == 0 else {
            return Finding(
                verdict: .missing, subject: subject, text: "\(folder) cannot be written to",
                hint: "name another folder with --state or in $XDG_STATE_HOME and $XDG_CACHE_HOME")
        }
        var info = statvfs()
        guard statvfs(existing, &info) == 0 else {
            return Finding(verdict: .note, subject: subject, text: "\(folder): \(String(cString: strerror(errno)))")
        }
        let free = (UInt64(info.f_bavail) * UInt64(info.f_frsize)) >> 20
        let text = "\(folder), \(free) MiB free"
        return free >= 1024
            ? Finding(verdict: .fine, subject: subject, text: text)
            : Finding(verdict: .missing, subject: subject, text: text, hint: "free at least 1024 MiB")
    }
}
