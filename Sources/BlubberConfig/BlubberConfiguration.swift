public import Diagnostics
package import PositionedYAML

/// A Blubber v4 configuration that was read and found valid as written.
public struct BlubberConfiguration: Sendable {
    /// What `blubber.version` labels carry: the release of the rules in this module.
    public static let formatVersion = "1.0.0"

    /// What is probably not meant as written, but does not prevent a build.
    public let warnings: DiagnosticList
    /// The name of the file, as locations carry it.
    let file: String
    let expander: VariantExpander
    /// The document, for places of values.
    let root: YAMLNode

    /// The names of the variants in the order of the file.
    public var variantNames: [String] { expander.variants.map(\.name.value) }

    /// Reads UTF-8 `text`; `file` is the name that locations carry.
    ///
    /// - Throws: all errors of the text as written; what only shows when variants are expanded is left to
    ///   `plan(for:)` and `validateAllVariants()`.
    public static func parse(_ text: some Sequence<UInt8>, file: String) throws(DiagnosticList) -> BlubberConfiguration
    {
        let document = try YAMLParser().parse(text, file: file)
        let start = SourceLocation(file: file, line: 1, column: 1)
        guard let root = document.root, !root.isNull else {
            throw DiagnosticList([
                Diagnostic(
                    code: "blubber.empty", "the configuration is empty", at: start,
                    hint: "begin the file with `version: v4`")
            ])
        }
        return try parse(root, file: file, warnings: document.warnings)
    }

    /// Reads a document that stands in another file; `file` is what messages call it, places are those of the nodes.
    ///
    /// - Throws: as `parse(_:file:)`.
    package static func parse(
        _ root: YAMLNode, file: String, warnings: DiagnosticList = DiagnosticList()
    ) throws(DiagnosticList) -> BlubberConfiguration {
        let decoder = YAMLDecoder(codePrefix: "blubber", findings: warnings)
        guard let mapping = decoder.mapping(root, field: "the configuration"),
            VersionCheck(decoder: decoder).accepts(mapping)
        else { throw DiagnosticList(decoder.findings.sorted) }
        var names: [String] = []
        if case .mapping(let variants) = mapping["variants"]?.content { names = variants.entries.map(\.key) }
        let result = ConfigurationReader(decoder: decoder, variantNames: names).document(root)
        let findings = DiagnosticList(decoder.findings.sorted)
        try findings.throwIfErrors()
        return BlubberConfiguration(
            warnings: findings, file: file,
            expander: VariantExpander(top: result.top, variants: result.variants), root: root)
    }

    /// Expands `variant` and all that it depends on.
    ///
    /// - Throws: a finding that names the variants that exist if this one does not; what is wrong with the expanded
    ///   variants otherwise.
    public func plan(for variant: String) throws(DiagnosticList) -> BuildPlan {
        Planner(target: variant, variants: try expandedVariants(for: variant)).plan()
    }

    /// The variant, last, and before it those that it depends on.
    func expandedVariants(for variant: String) throws(DiagnosticList) -> [Variant] {
        guard expander.contains(variant) else { throw DiagnosticList([unknownVariant(variant)]) }
        let variants: [Variant]
        do throws(Diagnostic) {
            variants = try expander.dependencies(of: variant)
        } catch {
            throw DiagnosticList([error])
        }
        try DiagnosticList(variants.flatMap { $0.fields.conflicts() }).throwIfErrors()
        return variants
    }

    /// What is wrong with the variants once expanded: conflicts made by merging, cycles of includes and copies.
    ///
    /// Each finding comes once, however many variants it concerns.
    public func validateAllVariants() -> DiagnosticList {
        var findings = DiagnosticList()
        let (expanded, cycles) = expander.all()
        findings.append(contentsOf: DiagnosticList(cycles))
        for variant in variantNames {
            guard let fields = expanded[variant]?.fields else { continue }
            findings.append(contentsOf: DiagnosticList(fields.conflicts()))
        }
        return DiagnosticList(findings.sorted)
    }

    private func unknownVariant(_ name: String) -> Diagnostic {
        let known =
            variantNames.isEmpty
            ? "the file has no variants" : "the variants are \(variantNames.joined(separator: ", "))"
        return Diagnostic(
            code: "blubber.no-such-variant", "\(file) has no variant `\(name)`", at: nil, notes: [known],
            hint: nearMatch(to: name, among: variantNames).map { "did you mean `\($0)`?" })
    }
}
