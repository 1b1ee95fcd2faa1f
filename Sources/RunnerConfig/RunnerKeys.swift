/// The keys of the file, by section. Reader, documentation and schema agree on them.
public enum RunnerKeys {
    /// The keys of the top level.
    public static let top = [
        "registry", "engine", "isolation", "caBundle", "jobs", "pull", "knownParents", "network", "limits", "timeouts",
        "credentials", "notification", "deployments", "helm", "triggers", "events", "masks",
    ]
    static let network = ["build", "run"]
    static let limits = ["memory", "cpus", "pids"]
    static let timeouts = ["build", "run", "total"]
    static let credential = ["kind", "value", "username", "password", "key", "repositories"]
    static let source = ["env", "file"]
    static let notification = ["mail", "webhook"]
    static let mail = ["host", "port", "tls", "from", "credential"]
    static let hook = ["url", "credential"]
    static let deployments = ["repository", "branch", "file", "key", "credential", "author"]
    static let helm = ["command", "kubeconfig", "namespace", "repository"]
    static let trigger = ["url", "credential", "repository", "branch", "pipeline"]
    static let events = ["local", "gate", "merge", "tag"]

    /// The keys that a repository's own file may give: none of them grants anything.
    static let ofRepositories = ["engine", "jobs", "pull", "timeouts", "events"]

    /// Every key that holds a value, with dots between the levels; `NAME` stands for free names.
    public static let paths: [String] = [
        ("", top.filter { !sections.contains($0) }), ("network.", network), ("limits.", limits),
        ("timeouts.", timeouts), ("credentials.NAME.", credential), ("notification.mail.", mail),
        ("notification.webhook.", hook), ("deployments.", deployments), ("helm.", helm),
        ("triggers.NAME.", trigger), ("events.", events),
    ]
    .flatMap { section in section.1.map { section.0 + $0 } }

    private static let sections = [
        "network", "limits", "timeouts", "credentials", "notification", "deployments", "helm", "triggers", "events",
    ]
}
