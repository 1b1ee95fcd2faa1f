internal import Clibgit2

extension GitRepository {
    /// The version of libgit2 that this process uses, such as `1.5.1`.
    ///
    /// - Throws: `GitFailure` if it cannot be loaded.
    public static func libraryVersion() throws(GitFailure) -> String {
        try LibGit2.start()
        var (major, minor, revision): (Int32, Int32, Int32) = (0, 0, 0)
        git_libgit2_version(&major, &minor, &revision)
        return "\(major).\(minor).\(revision)"
    }
}
