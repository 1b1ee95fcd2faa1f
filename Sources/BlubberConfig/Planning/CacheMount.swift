public import Diagnostics

/// A folder that outlives the build, mounted while a process runs.
public struct CacheMount: Sendable, Hashable {
    /// What concurrent builds do with the folder.
    public enum Access: String, Sendable, Hashable, CaseIterable {
        /// They use it at the same time.
        case shared
        /// Each gets its own.
        case `private`
        /// They wait for each other.
        case locked
    }

    /// The folder's identity.
    public let id: String
    /// The mount point; relative ones are below the working directory.
    public let destination: String
    /// What concurrent builds do with it.
    public let access: Access
    /// The numbers of the `lives` user and group, who own a new folder, unless build arguments change them.
    public let uid: Int, gid: Int
    /// Where the configuration asks for it.
    public let location: SourceLocation
}

extension CacheMount {
    /// The same cache under other names.
    func with(id: String, destination: String, uid: Int, gid: Int) -> CacheMount {
        CacheMount(id: id, destination: destination, access: access, uid: uid, gid: gid, location: location)
    }
}
