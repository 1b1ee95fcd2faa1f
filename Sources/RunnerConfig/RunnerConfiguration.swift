public import ConfigValues
public import Diagnostics
public import PipelineCore
internal import PositionedYAML

/// What `pipeline-runner.yaml` says: how runs are carried out, and what they may use.
///
/// A value that the file does not give is `nil`: the command line, the environment and the built-in default decide then.
/// Paths are absolute; relative ones were resolved against the file's folder.
public struct RunnerConfiguration: Sendable {
    /// What builds and runs images.
    public enum Engine: String, Sendable, Hashable, CaseIterable { case auto, buildah, docker }

    /// How buildah separates processes.
    public enum Isolation: String, Sendable, Hashable, CaseIterable { case auto, oci, chroot }

    /// Where images go.
    public internal(set) var registry: Registry?
    /// What builds and runs images.
    public internal(set) var engine: Engine?
    /// How buildah separates processes.
    public internal(set) var isolation: Isolation?
    /// A PEM file of authorities that build steps and containers trust.
    public internal(set) var caBundle: String?
    /// How many stages may run at a time.
    public internal(set) var jobs: Int?
    /// When builds that do not say it themselves ask registries for their parents.
    public internal(set) var pull: PullPolicy?
    /// Whether a service is published only if all that it is built from is known to be a base or production image.
    public internal(set) var requiresKnownParents: Bool?
    /// The network of build steps and of containers.
    public internal(set) var network = RunnerNetwork()
    /// What a container may use of the machine.
    public internal(set) var limits = ContainerLimits()
    /// How long things may take.
    public internal(set) var timeouts = RunnerTimeouts()
    /// What tests and other systems are given, by ID.
    public internal(set) var credentials: [String: RunnerCredential] = [:]
    /// How people are told about failures.
    public internal(set) var notification = RunnerNotification()
    /// Where `promote` writes versions.
    public internal(set) var deployments: RunnerDeployments?
    /// How `deploy` installs charts.
    public internal(set) var helm = RunnerHelm()
    /// What `trigger` may start, by name.
    public internal(set) var triggers: [String: RunnerTrigger] = [:]
    /// Which pipelines an event runs, where the file says so.
    public internal(set) var events: [Trigger: [NamePattern]] = [:]
    /// Further secrets to be hidden in all output.
    public internal(set) var masks: [SecretSource] = []
    /// Findings that do not make the file unusable.
    public internal(set) var warnings = DiagnosticList()

    /// A configuration that leaves everything to the defaults.
    public init() {}

    /// Reads UTF-8 `text`; `file` is the name that locations carry, `folder` the absolute path of its folder.
    ///
    /// - Throws: all errors of the file at once.
    public static func parse(
        _ text: some Sequence<UInt8>, file: String, folder: String, origin: RunnerFileOrigin = .administrator
    ) throws(DiagnosticList) -> RunnerConfiguration {
        let document = try YAMLParser(booleans: .words).parse(text, file: file)
        let decoder = YAMLDecoder(codePrefix: "runner", findings: document.warnings)
        var reader = RunnerReader(decoder: decoder, folder: folder, origin: origin)
        if let root = document.root { reader.read(root) }
        let findings = DiagnosticList(decoder.findings.sorted)
        try findings.throwIfErrors()
        reader.configuration.warnings = findings
        return reader.configuration
    }
}

/// Who wrote a file, and so what it may decide.
public enum RunnerFileOrigin: Sendable, Hashable {
    /// The person or administrator who runs pipelines.
    case administrator
    /// The repository whose pipelines are run. Whoever can change it could otherwise help himself to what the runner
    /// holds, so it may give only those keys that grant nothing.
    case repository
}

/// The network of build steps and of containers.
public struct RunnerNetwork: Sendable, Hashable {
    /// What build steps see.
    public internal(set) var build: NetworkMode?
    /// What the containers of `run` steps see.
    public internal(set) var run: NetworkMode?
}

/// How long things may take.
public struct RunnerTimeouts: Sendable, Hashable {
    /// One build, or one publication.
    public internal(set) var build: TimeSpan?
    /// One container of a `run` step.
    public internal(set) var run: TimeSpan?
    /// The whole run.
    public internal(set) var total: TimeSpan?
}
