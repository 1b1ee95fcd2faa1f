import Clibgit2

/// The library's process-wide state.
enum LibGit2 {
    /// Starts the library once; it is never shut down, because handles may live until the process ends.
    static func start() throws(GitFailure) {
        try Operation("start", "libgit2").check(started)
    }

    private static let started: Int32 = {
        let status = git_libgit2_init()
        guard status >= 0 else { return status }
        for step in [acceptExtensions, SocketStream.register] {
            let status = step()
            if status < 0 { return status }
        }
        return clibgit2_set_cache_limit(32 << 20)
    }()

    /// Accepts what sparse work trees and partial clones declare; neither changes what an object holds.
    private static func acceptExtensions() -> Int32 {
        "worktreeconfig".withCString { worktreeConfig in
            "partialclone".withCString { partialClone in
                var names: [UnsafePointer<CChar>?] = [worktreeConfig, partialClone]
                return clibgit2_set_extensions(&names, names.count)
            }
        }
    }
}
