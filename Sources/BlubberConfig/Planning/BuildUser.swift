/// The users of a stage.
public enum BuildUser: Sendable, Hashable {
    /// User 0.
    case root
    /// `lives`: the owner of the application's files.
    case lives
    /// `runs`: who runs the application.
    case runs
}
