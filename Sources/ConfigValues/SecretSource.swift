/// Where a secret comes from. The secret itself never stands in a configuration file.
public enum SecretSource: Sendable, Hashable {
    /// The environment variable of this name.
    case environment(String)
    /// The file at this absolute path, without the newline at its end.
    case file(String)
}
