public import Diagnostics
internal import PositionedYAML

/// What `.pipeline/config.yaml` says: the pipelines of a repository.
public struct PipelineConfiguration: Sendable {
    /// The pipelines, in file order.
    public let pipelines: [Pipeline]
    /// Findings that do not make the file unusable.
    public let warnings: DiagnosticList

    /// Reads UTF-8 `text`; `file` is the name that locations carry.
    ///
    /// - Throws: all errors of the file at once.
    public static func parse(_ text: some Sequence<UInt8>, file: String) throws(DiagnosticList) -> PipelineConfiguration
    {
        let document = try YAMLParser(booleans: .words).parse(text, file: file)
        let decoder = YAMLDecoder(codePrefix: "pipeline", textRule: .lenient, findings: document.warnings)
        var pipelines: [Pipeline] = []
        if let root = document.root, let mapping = decoder.mapping(root, field: "the document") {
            pipelines = decodePipelines(mapping, root: root, decoder: decoder)
        } else if document.root == nil {
            decoder.report(
                "empty", "the file is empty; `pipelines` is required",
                at: SourceLocation(file: file, line: 1, column: 1))
        }
        try decoder.findings.throwIfErrors()
        return PipelineConfiguration(pipelines: pipelines, warnings: decoder.findings)
    }

    private static func decodePipelines(_ mapping: YAMLMapping, root: YAMLNode, decoder: YAMLDecoder) -> [Pipeline] {
        guard let node = mapping["pipelines"] else {
            let near = mapping.entries.first { nearMatch(to: $0.key, among: ["pipelines"]) != nil }
            decoder.report(
                "missing-key", "the key `pipelines` is missing", at: near?.keyLocation ?? root.location,
                length: near?.key.unicodeScalars.count ?? root.length,
                hint: near.map { "rename `\($0.key)` to `pipelines`" })
            return []
        }
        guard let entries = decoder.mapping(node, field: "`pipelines`")?.entries else { return [] }
        if entries.isEmpty { decoder.report("empty", "`pipelines` names no pipeline", at: node) }
        return entries.compactMap { PipelineDecoder(decoder: decoder, name: $0.key).decode($0.value) }
    }
}
