internal import CommandRunner
internal import PipelineCore

/// Finds out how new the packages are that an image would be made of.
///
/// The newest date in the archives' `Release` files is the image's time: the same packages then give the same image,
/// whenever it is built. The signature is not looked at here; mmdebstrap checks the archives that it installs from.
struct PackageState {
    let runner: CommandRunner
    /// An absolute path of a folder for downloads.
    let folder: String

    /// Seconds since 1970 at which the newest of `sources` was last changed.
    ///
    /// - Throws: `BaseFailure` with code `toolMissing`, `mirrorUnreachable`, `unknownSuite` or `other`.
    func newestChange(in sources: [AptSource]) async throws -> Int {
        var newest = 0
        for source in sources { newest = max(newest, try await lastChange(of: source).seconds) }
        return newest
    }

    private func lastChange(of source: AptSource) async throws -> UTCTime {
        var outcome = try await download(source.releaseFolder + "InRelease")
        // Archives without a clear-signed index have a detached signature beside a plain one.
        if case .notFound = outcome { outcome = try await download(source.releaseFolder + "Release") }
        switch outcome {
        case .text(let text):
            let line = text.split(separator: "\n").first { $0.hasPrefix("Date: ") }
            if let line, let date = UTCTime(releaseDate: line.dropFirst(6)) { return date }
            throw BaseFailure(
                .other, operation: "read the date of", subject: source.releaseFolder + "InRelease",
                details: [line.map { "found `\($0)`" } ?? "it has no line `Date:`"])
        case .notFound:
            throw BaseFailure(
                .unknownSuite, operation: "find suite `\(source.suite)` at", subject: source.mirror,
                hint: "check the spelling of the suite; an old release may have moved to http://archive.debian.org")
        case .unreachable(let lines):
            throw BaseFailure(
                .mirrorUnreachable, operation: "reach the mirror", subject: source.mirror, details: lines,
                hint: "check the address, the network, and the variables http_proxy and no_proxy")
        }
    }

    private enum Outcome {
        case text(String)
        case notFound
        case unreachable([String])
    }

    /// apt's own transports fetch it, so that proxies and certificates work here as they do for the packages.
    private func download(_ address: String) async throws -> Outcome {
        let file = "\(folder)/Release"
        let helper = Command(
            "/usr/lib/apt/apt-helper", ["-oAPT::Sandbox::User=root", "download-file", address, file])
        let captured: CapturedOutput
        do {
            captured = try await runner.capture(helper)
        } catch let failure as CommandFailure where failure.code == .notFound {
            throw BaseFailure.missingTool(helper.executable, package: "apt")
        }
        defer { Folder.remove(file) }
        if captured.status.isSuccess { return .text(try Folder.read(file)) }
        let errors = captured.standardError.split(separator: "\n").filter { $0.hasPrefix("E: ") }.map(String.init)
        let isAbsent = errors.contains { $0.contains("  404 ") || $0.contains("  File not found") }
        return isAbsent ? .notFound : .unreachable(errors)
    }
}
