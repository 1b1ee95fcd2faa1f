internal import Glibc

/// How many files a process may have open.
enum OpenFileLimit {
    /// Sets this process's limit to the highest that it may have, of up to 65,536.
    ///
    /// Each mirror keeps its packs open while it is fetched into, and dozens are at a time: the 1,024 that processes begin
    /// with are soon used up.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let wanted = min(limit.rlim_max, 65_536)
        guard limit.rlim_cur < wanted else { return }
        limit.rlim_cur = wanted
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
