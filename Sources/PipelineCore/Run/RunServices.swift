/// The systems that a run reaches besides engine and registry, as far as the person who runs it describes them.
public struct RunServices: Sendable {
    /// Tells people about failures; `nil` where no way is described.
    public var notifier: (any Notifier)?

    /// What `trigger` steps may start; `nil` where nothing is described.
    public var triggers: (any TriggerTargets)?

    /// Where `promote` writes versions; `nil` where nothing is described.
    public var deployments: (any DeploymentRepository)?

    /// Installs charts; `nil` where no place to install from is described.
    public var charts: (any ChartInstaller)?

    /// None.
    public init() {}
}
