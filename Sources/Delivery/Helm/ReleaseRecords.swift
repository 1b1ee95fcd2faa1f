internal import FoundationEssentials
internal import PipelineCore
internal import Synchronization

/// Which releases are installed, in files that outlive the process: one each, locked by the process that installed it.
final class ReleaseRecords: Sendable {
    let folder: String
    private let namespace: String
    private let locks = Mutex<[String: FolderLock]>([:])
    private static let suffix = ".release"

    /// Records below `folder`; those of other namespaces are others'.
    init(folder: String, namespace: String) {
        self.folder = folder
        self.namespace = namespace
    }

    /// Puts a release on record that is about to be installed.
    ///
    /// - Throws: `DeploymentFailure` if it cannot be: what nobody knows of nobody would take away.
    func begin(_ release: String) throws(DeploymentFailure) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw DeploymentFailure(.unavailable, "cannot make \(folder): \(error)")
        }
        let lock = try FolderLock.acquireIfFree(path(of: release))
        locks.withLock { $0[release] = lock }
    }

    /// Takes a release off the record.
    func end(_ release: String) {
        try? FileManager.default.removeItem(atPath: path(of: release))
        keep(release)
    }

    /// Lets go of a release that stays on record.
    func keep(_ release: String) { locks.withLock { $0[release] = nil } }

    /// The releases that no living process takes care of; the caller does from now on.
    func abandoned() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let ending = ".\(namespace)\(Self.suffix)"
        return names.sorted().compactMap { name in
            guard name.hasSuffix(ending), let lock = try? FolderLock.acquireIfFree("\(folder)/\(name)") else {
                return nil
            }
            let release = String(name.dropLast(ending.count))
            locks.withLock { $0[release] = lock }
            return release
        }
    }

    private func path(of release: String) -> String { "\(folder)/\(release).\(namespace)\(Self.suffix)" }
}
