/// How charts are installed.
public struct HelmSettings: Sendable {
    /// The program.
    public var command: String
    /// The file that says which cluster; `nil` for helm's own default.
    public var kubeconfig: String?
    /// The namespace.
    public var namespace: String
    /// The address of the chart repository.
    public var repository: String

    /// Takes each part as it is.
    public init(command: String, kubeconfig: String?, namespace: String, repository: String) {
        self.command = command
        self.kubeconfig = kubeconfig
        self.namespace = namespace
        self.repository = repository
    }
}
