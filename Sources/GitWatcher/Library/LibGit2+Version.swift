internal import Clibgit2

extension GitRepository {
    /// The version of libgit2 that this process uses, such as `1.5.1`.
    public static var libraryVersion: String {
        var (major, minor, revision): (Int32, Int32, Int32) = (0, 0, 0)
        git_libgit2_version(&major, &minor, &revision)
        return "\(major).\(minor).\(revision)"
    }
}
