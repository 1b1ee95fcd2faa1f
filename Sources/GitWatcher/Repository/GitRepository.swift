/// One git repository on this machine, read through libgit2.
///
/// Its calls block on disk or network, so they run one after the other on a queue of the repository's own. Nothing here
/// changes the repository: not its work tree, index, references or configuration.
public actor GitRepository {
    /// The folder that holds objects and references, absolute and without a slash at its end; for a linked work tree the
    /// folder below `.git/worktrees`.
    public nonisolated let gitDirectory: String
    /// The folder that files are edited in, absolute and without a slash at its end; `nil` for a bare repository.
    public nonisolated let workTree: String?

    let handle: Handle<Repository>
    private let lane: BlockingLane

    /// Runs the actor on its own queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

    init(handle: consuming sending Handle<Repository>, lane: BlockingLane) {
        gitDirectory = handle.gitDirectory
        workTree = handle.workTree
        self.handle = handle
        self.lane = lane
    }
}
