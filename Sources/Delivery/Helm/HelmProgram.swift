public import CommandRunner
internal import FoundationEssentials
public import PipelineCore
internal import Synchronization

/// The program `helm`, version 3 or later, which speaks to a cluster.
///
/// Each release is on record, in a file that is locked while its run lives, from before it is installed until it is gone: what
/// a killed process left is taken away by the next one that installs something.
public struct HelmProgram: ChartInstaller {
    private let settings: HelmSettings
    private let runner: CommandRunner
    private let records: ReleaseRecords

    /// - Parameters:
    ///   - folder: An absolute path below which releases are on record; it is made when it is needed.
    ///   - runner: Brings the environment, and with it what helm itself looks for there.
    public init(_ settings: HelmSettings, recordedIn folder: String, runner: CommandRunner) {
        self.settings = settings
        self.runner = runner
        records = ReleaseRecords(folder: folder, namespace: settings.namespace)
    }

    /// Asks the program for its version.
    public func check() async throws {
        let result = try await capture(["version", "--short"], .seconds(30))
        guard result.status.isSuccess else { throw failure("`helm version` ended with \(result.status)", result) }
        let words = result.standardOutput.split { $0 == " " || $0.isNewline }
        guard let version = words.last(where: { $0.hasPrefix("v") }),
            let number = Int(version.dropFirst().prefix { $0.isNumber }), number >= 3
        else {
            throw DeploymentFailure(
                .unavailable, "`\(settings.command)` is not helm 3 or later: \(words.joined(separator: " "))",
                hint: "install helm 3, or name its program with `helm.command` in the run configuration")
        }
    }

    /// Runs `helm install --wait`, after it has taken away what killed runs left.
    public func install(_ release: ChartRelease, output: @escaping OutputHandler) async throws {
        await removeAbandoned(output)
        try records.begin(release.name)
        // helm takes a file or folder of the chart's name for the chart, wherever it stands: in an empty folder there is none.
        let folder = "\(records.folder)/\(release.name).tmp"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = try write(release.values.document, below: folder)
        let version = release.version.map { ["--version", $0] } ?? []
        var arguments = ["install", release.name, release.chart, "--repo", settings.repository]
        arguments += placing + ["--wait", "--timeout", "\(release.timeout)s"] + version + ["--values", file]
        try await stream(arguments, in: "\(folder)/empty", "install \(release.chart)", output)
    }

    /// Runs `helm test`.
    public func test(_ release: ChartRelease, output: @escaping OutputHandler) async throws {
        let arguments = ["test", release.name] + placing + ["--timeout", "\(release.timeout)s"]
        try await stream(arguments, in: nil, "test \(release.chart)", output)
    }

    /// Runs `helm uninstall`.
    public func uninstall(_ release: String) async throws {
        let result = try await capture(["uninstall", release] + placing, .seconds(300))
        let isGone = result.standardError.contains("release: not found")
        guard result.status.isSuccess || isGone else {
            throw failure("helm cannot uninstall it", result)
        }
        records.end(release)
    }

    private var placing: [String] {
        ["--namespace", settings.namespace] + (settings.kubeconfig.map { ["--kubeconfig", $0] } ?? [])
    }

    /// Takes away what processes that were killed left in this namespace; what cannot be taken away now stays on record.
    private func removeAbandoned(_ output: OutputHandler) async {
        for release in records.abandoned() {
            do {
                try await uninstall(release)
                output(OutputLine(.standardOutput, "took away \(release), which a killed run had left"))
            } catch {
                records.keep(release)
            }
        }
    }

    /// Writes the values, and makes the empty folder beside them.
    private func write(_ text: String, below folder: String) throws(DeploymentFailure) -> String {
        let file = "\(folder)/values/values.yaml"
        do {
            for folder in ["\(folder)/values", "\(folder)/empty"] {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
            try Data(text.utf8).write(to: URL(filePath: file))
        } catch {
            throw DeploymentFailure(.unavailable, "cannot write \(file): \(error)")
        }
        return file
    }

    private func stream(
        _ arguments: [String], in folder: String?, _ operation: String, _ output: @escaping OutputHandler
    ) async throws {
        var command = Command(settings.command, arguments)
        command.workingDirectory = folder
        let lines = Mutex<[String]>([])
        let status: ExitStatus
        do {
            status = try await runner.stream(command) { stream, text in
                lines.withLock { if stream == .standardError { $0 = $0.suffix(19) + [text] } }
                output(OutputLine(stream == .standardError ? .standardError : .standardOutput, text))
            }
        } catch let failure as CommandFailure {
            throw missing(failure)
        }
        guard status.isSuccess else {
            throw failure("helm cannot \(operation): it ended with \(status)", lines.withLock { $0 })
        }
    }

    private func capture(_ arguments: [String], _ limit: Duration) async throws -> CapturedOutput {
        do {
            return try await runner.capture(Command(settings.command, arguments), timeout: limit)
        } catch let failure as CommandFailure {
            throw missing(failure)
        }
    }

    private func missing(_ failure: CommandFailure) -> DeploymentFailure {
        guard failure.code == .notFound else { return DeploymentFailure(.unavailable, failure.description) }
        return DeploymentFailure(
            .unavailable, "there is no program `\(settings.command)`, which `deploy` needs",
            hint: "install helm 3 (https://helm.sh/docs/intro/install/), or name its program with `helm.command` in "
                + "the run configuration")
    }

    private func failure(_ message: String, _ result: CapturedOutput) -> DeploymentFailure {
        failure(message, result.standardError.split(whereSeparator: \.isNewline).map(String.init))
    }

    /// A cluster or chart repository that is not there is nobody's commit's fault.
    private func failure(_ message: String, _ lines: [String]) -> DeploymentFailure {
        let signs = [
            "cluster unreachable", "connection refused", "no such host", "i/o timeout", "cannot be reached",
            "TLS handshake timeout", "connection reset",
        ]
        let isAway = lines.contains { line in signs.contains { line.contains($0) } }
        return DeploymentFailure(
            isAway ? .unavailable : .refused, message, details: lines,
            hint: isAway ? "see `helm` in the run configuration, and whether cluster and chart repository answer" : nil)
    }
}
