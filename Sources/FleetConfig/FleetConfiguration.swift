public import ConfigValues
public import Diagnostics
internal import PositionedYAML

/// What `pipelines/watch.yaml` says: the repositories that a daemon watches, and how.
///
/// Paths are absolute; relative ones were resolved against the file's folder.
public struct FleetConfiguration: Sendable {
    /// The repositories, in the order of the file; no two have one name.
    public internal(set) var repositories: [FleetRepository] = []
    /// The state folder; `nil` where the file leaves it to the command line.
    public internal(set) var state: String?
    /// Where images go, as `docker://HOST[:PORT]/PREFIX` or `oci:FOLDER`; `nil` for the layout in the state folder.
    public internal(set) var registry: String?
    /// What builds and runs images.
    public internal(set) var engine = FleetEngine.auto
    /// How many runs there may be at a time.
    public internal(set) var jobs = 2
    /// Bounds for polling and running.
    public internal(set) var limits = FleetLimits()
    /// Where the hooks are served; `nil` for no hooks.
    public internal(set) var hooks: FleetHooks?
    /// Where metrics and health are served; `nil` for nowhere.
    public internal(set) var metrics: FleetAddress?
    /// How long finished runs are kept.
    public internal(set) var retention = FleetRetention()
    /// What repositories are fetched with, by name.
    public internal(set) var credentials: [String: Credential] = [:]
    /// Findings that do not make the file unusable.
    public internal(set) var warnings = DiagnosticList()

    /// Reads UTF-8 `text`; `file` is the name that locations carry, `folder` the absolute path of its folder.
    ///
    /// - Throws: all errors of the file at once.
    public static func parse(
        _ text: some Sequence<UInt8>, file: String, folder: String
    ) throws(DiagnosticList) -> FleetConfiguration {
        let document = try YAMLParser(limits: .lists, booleans: .words).parse(text, file: file)
        let decoder = YAMLDecoder(codePrefix: "watch", findings: document.warnings)
        let start = SourceLocation(file: file, line: 1, column: 1)
        var reader = FleetReader(decoder: decoder, folder: folder)
        reader.read(document.root, start: start)
        let findings = DiagnosticList(decoder.findings.sorted)
        try findings.throwIfErrors()
        reader.fleet.warnings = findings
        return reader.fleet
    }
}

/// What builds and runs images.
public enum FleetEngine: String, Sendable, Hashable, CaseIterable {
    case auto, buildah, docker
}

/// Bounds for polling and running.
public struct FleetLimits: Sendable, Hashable {
    /// How many connections to one host there may be at a time.
    public internal(set) var perHost = 4
    /// The same for single hosts, by their name in lower case.
    public internal(set) var hosts: [String: Int] = [:]
    /// The longest time between two polls of a repository that does not answer.
    public internal(set) var backoff = TimeSpan(.seconds(600))
    /// How long one poll may take, the fetch included.
    public internal(set) var pollTimeout = TimeSpan(.seconds(300))
    /// How long one build or one test may take.
    public internal(set) var stepTimeout = TimeSpan(.seconds(3600))

    /// How many connections to `host` there may be at a time.
    public func concurrency(of host: String) -> Int { hosts[host.lowercased()] ?? perHost }
}

/// An address to serve something at.
public struct FleetAddress: Sendable, Hashable {
    /// The host name or address to listen on.
    public internal(set) var host = "127.0.0.1"
    /// The port; 0 for any that is free.
    public internal(set) var port: Int

    /// Whether only this machine can reach it.
    public var isLoopback: Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }
}

/// Where hints to poll are taken, and what they must prove.
public struct FleetHooks: Sendable, Hashable {
    /// Where they are served.
    public internal(set) var address: FleetAddress
    /// What a hint must be signed with or carry, unless its repository says otherwise; `nil` for nothing.
    public internal(set) var secret: SecretSource?
}

/// How long finished runs, with their logs, are kept. The newest published and the last failed run of a branch always are.
public struct FleetRetention: Sendable, Hashable {
    /// The age at which a run goes; `nil` for never.
    public internal(set) var age: TimeSpan?
    /// How many runs of a repository stay; `nil` for all.
    public internal(set) var runs: Int?
}
