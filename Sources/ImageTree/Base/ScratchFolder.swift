internal import CommandRunner
internal import Glibc

/// A folder for a root file system in the making, gone when the work is done, has failed or was cancelled.
///
/// mmdebstrap removes what it made, but not when it is ended at the wrong moment.
struct ScratchFolder {
    let runner: CommandRunner

    /// Whether this process is root and so needs no user namespace.
    static var isRoot: Bool { geteuid() == 0 }

    /// Calls `body` with the absolute path of a new, empty folder in `TMPDIR`.
    func with<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let folder = try Folder.createUnique((runner.environment["TMPDIR"] ?? "/tmp") + "/base-image-")
        // The root of a user namespace is nobody to the owner of the folder, and must get through.
        chmod(folder, 0o755)
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(folder)) } catch { result = .failure(error) }
        Folder.removeFlat(folder)
        if access(folder, F_OK) == 0 { await remove(folder) }
        return try result.get()
    }

    /// Files of a user namespace's users can be removed only inside of one, those of the caller only outside.
    private func remove(_ folder: String) async {
        let removal = Command("rm", ["-rf", "--one-file-system", "--", folder])
        // A task of its own: the removal must also run in a cancelled one.
        let runner = runner
        await Task {
            _ = try? await runner.capture(removal)
            guard access(folder, F_OK) == 0, !Self.isRoot else { return }
            _ = try? await runner.capture(
                Command("mmdebstrap", ["--unshare-helper", removal.executable] + removal.arguments))
            _ = try? await runner.capture(removal)
        }.value
    }
}
