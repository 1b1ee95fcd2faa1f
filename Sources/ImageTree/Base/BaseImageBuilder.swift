public import CommandRunner
internal import OCI
public import PipelineCore

/// Builds root file systems of Debian with mmdebstrap.
///
/// The same definition and the same packages give the same archive, byte for byte: every time stamp is that of the
/// newest archive's last change, and nothing of the host or of the moment stays in it. Root is not needed; without it
/// mmdebstrap works in a user namespace.
public struct BaseImageBuilder: Sendable {
    private let runner: CommandRunner
    private let cacheFolder: String

    /// A builder that keeps what it builds.
    ///
    /// - Parameters:
    ///   - runner: starts the tools; its `PATH`, `HOME`, `TMPDIR` and proxy variables are passed on, nothing else.
    ///   - cacheFolder: an absolute path, such as `$XDG_CACHE_HOME/pipeline-runner/base`; made when needed.
    public init(runner: CommandRunner, cacheFolder: String) {
        let environment = Self.environment(from: runner.environment)
        self.runner = CommandRunner(environment: environment, gracePeriod: runner.gracePeriod)
        self.cacheFolder = cacheFolder
    }

    /// What was built of `definition` on the UTC day of `now`, if it is still in the cache.
    ///
    /// - Parameter now: seconds since 1970.
    /// - Throws: `BaseFailure`, `CancellationError`; a damaged or half-made build is none and throws nothing.
    public func cached(_ definition: BaseDefinition, now: Int) async throws -> BuiltBase? {
        try await cache.find(definition, day: UTCTime(seconds: now).compactDay)
    }

    /// Builds `definition`, whatever the cache holds, and keeps the result in place of earlier ones of its name.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970; its UTC day goes into the tags, nothing of it into the archive.
    ///   - output: takes mmdebstrap's lines while it works, one at a time.
    /// - Throws: `BaseFailure`, `CancellationError`; in both cases nothing half-made is left.
    public func build(_ definition: BaseDefinition, now: Int, output: @escaping OutputHandler) async throws -> BuiltBase
    {
        let stage = try cache.stage(definition)
        defer { Folder.removeFlat(stage) }
        let created = try await PackageState(runner: runner, folder: stage).newestChange(in: definition.sources)
        try await bootstrap(definition, stage: stage, created: created, output: output)
        let archive = "\(stage)/\(BaseCache.File.archive)"
        let summary = ArchiveSummary(
            digest: try await Checksum(runner: runner).digest(ofFile: archive), created: created,
            size: Folder.size(of: archive) ?? 0)
        return try await cache.keep(stage, summary: summary, definition: definition, now: now)
    }

    private var cache: BaseCache { BaseCache(folder: cacheFolder, runner: runner) }

    private func bootstrap(
        _ definition: BaseDefinition, stage: String, created: Int, output: @escaping OutputHandler
    ) async throws {
        let bootstrap = Bootstrap(definition: definition)
        let log = BootstrapLog(output: output)
        let status: ExitStatus
        do {
            status = try await ScratchFolder(runner: runner).with { scratch in
                for file in bootstrap.files { try Folder.write(file.content, to: "\(scratch)/\(file.name)") }
                try Self.check(scratch, holds: definition.keyrings)
                let folders = Bootstrap.Folders(stage: stage, scratch: scratch)
                var command = Command(
                    "mmdebstrap", bootstrap.arguments(in: folders, isRoot: ScratchFolder.isRoot))
                command.environment = ["SOURCE_DATE_EPOCH": String(created), "TMPDIR": scratch]
                return try await runner.stream(command) { stream, text in
                    log.add(OutputLine(stream == .standardOutput ? .standardOutput : .standardError, text))
                }
            }
        } catch let failure as CommandFailure where failure.code == .notFound {
            throw BaseFailure.missingTool("mmdebstrap", package: "mmdebstrap")
        }
        guard status.isSuccess else { throw log.failure(name: definition.name) }
    }

    /// The path of a key stands among apt's options, which are separated by blanks and can quote nothing.
    private static func check(_ scratch: String, holds keyrings: [PlacedFile]) throws(BaseFailure) {
        let isPlain = scratch.utf8.allSatisfy { $0.isAlphanumeric || "/-_.+~@:".utf8.contains($0) }
        guard isPlain || keyrings.isEmpty else {
            throw BaseFailure(
                .other, operation: "have apt read keys in", subject: scratch,
                hint:
                    "set TMPDIR to a folder whose path has letters, digits, and none but `-_.+~@:` of other characters")
        }
    }

    /// Only what the tools need: a package's scripts must not see the caller's settings.
    private static func environment(from caller: [String: String]) -> [String: String] {
        let proxies = ["http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy"]
        let names = Set(["HOME", "PATH", "TMPDIR"] + proxies + proxies.map { $0.uppercased() })
        var environment = caller.filter { names.contains($0.key) }
        // The tools of an ordinary user's bootstrap lie in folders that their PATH often lacks.
        environment["PATH"] = (environment["PATH"].map { $0 + ":" } ?? "/usr/bin:/bin:") + "/usr/sbin:/sbin"
        environment["LC_ALL"] = "C.UTF-8"
        environment["TZ"] = "UTC"
        return environment
    }
}
