public import Diagnostics
internal import PositionedYAML

extension BaseDefinition {
    /// A definition together with what its author should know about it.
    public struct Parsed: Sendable {
        /// The definition.
        public let definition: BaseDefinition
        /// Findings that do not make it unusable.
        public let warnings: DiagnosticList
    }

    /// Reads a definition from YAML.
    ///
    /// - Parameters:
    ///   - bytes: the file's content, UTF-8.
    ///   - file: the file's path as the person named it, for the findings.
    ///   - folder: the absolute path of its folder, where the files lie that it names.
    /// - Throws: all findings, if one of them is an error.
    public static func parse(_ bytes: some Sequence<UInt8>, file: String, folder: String) throws(DiagnosticList)
        -> Parsed
    {
        let document = try YAMLParser(booleans: .words).parse(bytes, file: file)
        var reader = BaseDefinitionReader(
            decoder: YAMLDecoder(codePrefix: "base", findings: document.warnings), folder: folder)
        let definition = reader.definition(document.root, file: file)
        let findings = reader.decoder.findings
        guard let definition, !findings.hasErrors else { throw findings }
        return Parsed(definition: definition, warnings: findings)
    }
}
