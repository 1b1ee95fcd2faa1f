public import Diagnostics
public import PipelineCore
internal import PositionedYAML
internal import Templates

extension TreeConfiguration {
    /// A configuration file's text.
    public struct Source: Sendable {
        let bytes: [UInt8]
        /// The path as the person named it.
        public let file: String

        /// `file` is the path as the person named it.
        public init(_ bytes: [UInt8], file: String) {
            self.bytes = bytes
            self.file = file
        }

        /// The text as it may be shown beside findings: without the account.
        public var shownText: String { lines.shown }

        fileprivate var lines: AccountLines { AccountLines(String(decoding: bytes, as: UTF8.self)) }
    }

    /// Reads configuration files; of a key that several have the last one's value counts, whole.
    ///
    /// - Parameter fallback: where images go if no file has the key `registry`; a folder has no place in their names.
    /// - Throws: all findings, if one of them is an error.
    public static func parse(
        _ sources: [Source], fallback: Registry? = nil
    ) throws(DiagnosticList) -> (TreeConfiguration, warnings: DiagnosticList) {
        var findings = DiagnosticList()
        var values: [String: YAMLNode] = [:]
        for source in sources {
            do throws(DiagnosticList) {
                let document = try YAMLParser(booleans: .words).parse(source.bytes, file: source.file)
                findings.append(contentsOf: document.warnings)
                guard let root = document.root else { continue }
                let decoder = YAMLDecoder(codePrefix: "tree")
                let mapping = decoder.mapping(root, field: "a configuration")
                findings.append(contentsOf: decoder.findings)
                for entry in mapping?.entries ?? [] {
                    values[entry.key] = entry.value
                    if let warning = misspelling(entry.key, at: entry.keyLocation) { findings.append(warning) }
                }
            } catch {
                findings.append(contentsOf: withoutAccount(error, source))
            }
        }
        let decoder = YAMLDecoder(codePrefix: "tree", findings: findings)
        let reader = TreeConfigurationReader(decoder: decoder, values: values)
        var configuration = reader.configuration()
        if values["registry"] == nil, case .distribution(let prefix)? = fallback { configuration.setRegistry(prefix) }
        reader.checkNames(configuration)
        try decoder.findings.throwIfErrors()
        return (configuration, decoder.findings)
    }

    /// A mistake in a password is told without its text.
    private static func withoutAccount(_ findings: DiagnosticList, _ source: Source) -> DiagnosticList {
        let lines = source.lines.numbers
        return DiagnosticList(
            findings.diagnostics.map { finding in
                guard let location = finding.location, lines.contains(location.line) else { return finding }
                return Diagnostic(
                    code: "yaml.syntax", "not valid YAML: the value of `username` or `password` cannot be read",
                    at: location, hint: "write it in single quotes")
            })
    }

    /// The prefix's path comes before the tree's own namespace.
    private mutating func setRegistry(_ prefix: String) {
        let parts = prefix.split(separator: "/", maxSplits: 1).map(String.init)
        registry = parts[0]
        namespace = (parts.dropFirst() + [namespace]).filter { !$0.isEmpty }.joined(separator: "/")
        variables["registry"] = .string(registry)
        variables["namespace"] = .string(namespace)
    }

    /// Unknown keys are variables of templates; one that is nearly a known key rather is a mistake.
    private static func misspelling(_ key: String, at location: SourceLocation) -> Diagnostic? {
        guard !TreeConfigurationReader.keys.contains(key), key != "seed_image",
            let near = nearMatch(to: key, among: TreeConfigurationReader.keys)
        else { return nil }
        return Diagnostic(
            .warning, code: "tree.unknown-key", "the key `\(key)` is a variable for templates only", at: location,
            length: key.unicodeScalars.count, hint: "did you mean `\(near)`?")
    }
}
