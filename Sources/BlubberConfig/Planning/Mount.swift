/// A file system mounted while a process runs. Paths may hold `$NAME`.
public enum Mount: Sendable, Hashable {
    /// Files of the context, a stage or an image; what is written is lost.
    case bind(BindMount)
    /// A folder that outlives the build, owned by the `lives` user.
    case cache(CacheMount)
}
