import Clibgit2
import Glibc

/// A bare copy of the references of a remote repository that somebody watches.
///
/// It belongs to one process at a time. What other processes read in it, such as checkouts, stays readable at any moment; a
/// process that is killed leaves nothing that the next `open` does not put right.
public actor Mirror {
    /// The repository's folder, absolute.
    public nonisolated let folder: String

    let handle: Handle<Repository>
    private let lane: BlockingLane

    /// Runs the actor on its own queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

    private init(folder: String, handle: consuming sending Handle<Repository>, lane: BlockingLane) {
        self.folder = folder
        self.handle = handle
        self.lane = lane
    }

    /// Opens the mirror in `folder`, an absolute path whose parent exists, and makes an empty one where there is none.
    ///
    /// Removes what a killed process has left there: locks, and files of fetches that were never finished.
    ///
    /// - Throws: `permissionDenied`, `diskFull`, `writeFailed`, `foreignOwner` or `damaged`.
    public static func open(at folder: String) async throws(GitFailure) -> Mirror {
        try await MirrorOpener().open(folder)
    }

    /// The copy as a repository to read, check out and walk through; several may be open at a time.
    ///
    /// - Throws: as `GitRepository.discover`.
    public nonisolated func repository() async throws(GitFailure) -> GitRepository {
        try await GitRepository.discover(from: folder)
    }

    /// Opens a mirror on the queue that it will keep.
    private actor MirrorOpener {
        private let lane = BlockingLane(label: "git-mirror")

        nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

        func open(_ folder: String) throws(GitFailure) -> Mirror {
            try LibGit2.start()
            let operation = Operation("open the mirror", folder)
            if access("\(folder)/HEAD", F_OK) != 0 { try create(folder, operation) }
            Leftovers(folder: folder).remove()
            let handle = try Handle<Repository>(operation) {
                git_repository_open_ext($0, folder, GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue, nil)
            }
            return Mirror(folder: folder, handle: handle, lane: lane)
        }

        /// Makes the repository elsewhere and gives it its name at the end: half of one would look like a damaged one.
        private func create(_ folder: String, _ operation: Operation) throws(GitFailure) {
            let half = "\(folder).new"
            removeTree(half)
            removeTree(folder)
            do {
                let repository = try Handle<Repository>(operation) { git_repository_init($0, half, 1) }
                let config = try Handle<Config>(operation) { git_repository_config($0, repository.pointer) }
                // A merge that the ledger knows must survive a power cut as the ledger does.
                try operation.check(git_config_set_bool(config.pointer, "core.fsyncObjectFiles", 1))
                try operation.check(git_config_set_int32(config.pointer, "gc.auto", 0))
            }
            guard rename(half, folder) == 0 else { throw operation.writeFailure(errno) }
        }
    }
}
