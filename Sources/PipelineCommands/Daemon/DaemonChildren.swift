internal import FoundationEssentials
internal import Glibc
internal import Ledger
internal import RunFiles

/// The programs that a daemon starts, which outlive it if it is killed.
struct DaemonChildren {
    private static let variable = "PIPELINE_RUNNER_DAEMON"
    private let state: String
    private let temporaryFolder: String
    private let owner: RunOwner

    init(state: StateFolder, owner: RunOwner) {
        (self.state, temporaryFolder, self.owner) = (state.path, state.temporaryFolder, owner)
    }

    /// What they get to be known by, and where they put what the next daemon is to remove.
    var environment: [String: String] { [Self.variable: "\(owner.text) \(state)", "TMPDIR": temporaryFolder] }

    /// Removes the temporary files of dead daemons.
    ///
    /// - Throws: what the file system throws.
    func emptyTemporaryFolder() throws {
        if FileManager.default.fileExists(atPath: temporaryFolder) {
            try FileManager.default.removeItem(atPath: temporaryFolder)
        }
        try FileManager.default.createDirectory(atPath: temporaryFolder, withIntermediateDirectories: true)
    }

    /// Kills those of daemons that had the same state folder and are dead; returns how many there were.
    func killOrphans() -> Int {
        let own = Array("\(Self.variable)=\(owner.text) \(state)".utf8)
        let prefix = Array("\(Self.variable)=".utf8)
        let suffix = Array(" \(state)".utf8)
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        var count = 0
        for process in processes.compactMap({ pid_t($0) }) where process != getpid() {
            guard let bytes = try? Data(contentsOf: URL(filePath: "/proc/\(process)/environ")) else { continue }
            let isOrphan = bytes.split(separator: 0).contains { entry in
                entry.starts(with: prefix) && entry.suffix(suffix.count).elementsEqual(suffix)
                    && !entry.elementsEqual(own)
            }
            if isOrphan, kill(process, SIGKILL) == 0 { count += 1 }
        }
        return count
    }
}
