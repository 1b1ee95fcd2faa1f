/// Environment variables by which engines' programs are themselves told what to do.
///
/// Values for a container pass through the program's own environment; one of these names would change what the program
/// does, so their values are given as arguments, which every user of the machine can read.
public enum EngineVariables {
    private static let names: Set<String> = [
        "PATH", "HOME", "TMPDIR", "USER", "REGISTRY_AUTH_FILE", "GODEBUG", "GOMAXPROCS", "GOGC", "GOMEMLIMIT",
        "GOTRACEBACK", "GOCOVERDIR", "GORACE", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID",
    ]
    private static let prefixes = ["BUILDAH_", "CONTAINERS_", "DOCKER_", "LD_", "STORAGE_", "XDG_"]

    /// Whether an engine's program heeds the variable `name`.
    public static func isReserved(_ name: String) -> Bool {
        names.contains(name) || prefixes.contains { name.hasPrefix($0) }
    }
}
