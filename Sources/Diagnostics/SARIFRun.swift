/// The one run of a log. Its members are named as the format names them.
struct SARIFRun: Encodable, Sendable {
    struct Text: Encodable { let text: String }
    struct ToolRecord: Encodable { let driver: Driver }

    struct Driver: Encodable {
        let name: String
        let version: String
        let semanticVersion: String
        let rules: [Rule]
    }

    struct Rule: Encodable {
        struct Configuration: Encodable { let level: String }
        let id: String
        let shortDescription: Text?
        let fullDescription: Text?
        let help: Text?
        let defaultConfiguration: Configuration?
    }

    struct Artifact: Encodable { let location: SARIFArtifactLocation }
    struct BaseLocation: Encodable { let uri: String }

    struct Invocation: Encodable { let executionSuccessful: Bool }

    let tool: ToolRecord
    let invocations: [Invocation]
    let originalUriBaseIds: [String: BaseLocation]
    let artifacts: [Artifact]
    let columnKind = "unicodeCodePoints"
    let results: [SARIFResult]

    init(tool: SARIFLog.Tool, files: [String], findings: [DiagnosticRecord], paths: SARIFPaths) {
        var rules = tool.rules.map(Rule.init)
        var indexes = Dictionary(tool.rules.enumerated().map { ($1.code, $0) }) { first, _ in first }
        for finding in findings where indexes[finding.code] == nil {
            indexes[finding.code] = rules.count
            rules.append(Rule(undescribed: finding.code))
        }
        self.tool = ToolRecord(
            driver: Driver(name: tool.name, version: tool.version, semanticVersion: tool.version, rules: rules))
        // The analysis itself succeeded, whatever it found.
        invocations = [Invocation(executionSuccessful: true)]
        originalUriBaseIds = [SARIFPaths.rootName: BaseLocation(uri: paths.rootURI)]
        artifacts = files.map { Artifact(location: paths.location(of: $0)) }
        let positions = Dictionary(files.enumerated().map { ($1, $0) }) { first, _ in first }
        results = findings.map { finding in
            var place = finding.file.map(paths.location)
            place?.index = finding.file.flatMap { positions[$0] }
            return SARIFResult(finding, ruleIndex: indexes[finding.code] ?? 0, artifact: place)
        }
    }
}

extension SARIFRun.Rule {
    init(_ rule: DiagnosticRule) {
        id = rule.code
        shortDescription = SARIFRun.Text(text: rule.summary)
        fullDescription = SARIFRun.Text(text: rule.summary)
        help = SARIFRun.Text(text: "\(rule.summary) See docs/diagnostics.md.")
        defaultConfiguration = Configuration(level: rule.severity.rawValue)
    }

    init(undescribed code: String) {
        id = code
        shortDescription = nil
        fullDescription = nil
        help = nil
        defaultConfiguration = nil
    }
}

/// The place of a file.
struct SARIFArtifactLocation: Encodable, Sendable {
    let uri: String
    let uriBaseId: String?
    /// The file's position in the run's list of files.
    var index: Int?
}

/// One finding.
struct SARIFResult: Encodable, Sendable {
    struct Region: Encodable {
        let startLine: Int
        let startColumn: Int?
        let endLine: Int?
        let endColumn: Int?
    }

    struct PhysicalLocation: Encodable {
        let artifactLocation: SARIFArtifactLocation
        let region: Region
    }

    struct Location: Encodable { let physicalLocation: PhysicalLocation }

    let ruleId: String
    let ruleIndex: Int
    let level: String
    let message: SARIFRun.Text
    let locations: [Location]

    init(_ finding: DiagnosticRecord, ruleIndex: Int, artifact: SARIFArtifactLocation?) {
        ruleId = finding.code
        self.ruleIndex = ruleIndex
        level = finding.severity
        let lines = [finding.message] + finding.notes + (finding.help.map { ["help: \($0)"] } ?? [])
        message = SARIFRun.Text(text: lines.joined(separator: "\n"))
        // A finding about a whole file stands at its first line: services drop results without a region.
        let region = Region(
            startLine: finding.line ?? 1, startColumn: finding.column, endLine: finding.endLine,
            endColumn: finding.endColumn)
        locations =
            artifact.map { [Location(physicalLocation: PhysicalLocation(artifactLocation: $0, region: region))] } ?? []
    }
}
