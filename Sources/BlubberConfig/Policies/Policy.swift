public import Diagnostics
internal import PositionedYAML

/// What an organisation wants of configurations beyond their being valid.
public struct Policy: Sendable {
    /// A path of the configuration and what is wanted there.
    struct Enforcement: Sendable {
        let path: String
        let rule: PolicyRule
        let location: SourceLocation
    }

    let enforcements: [Enforcement]

    /// Reads the UTF-8 `text` of a policy; `file` is the name that locations carry.
    ///
    /// - Throws: all errors of the text.
    public static func parse(_ text: some Sequence<UInt8>, file: String) throws(DiagnosticList) -> Policy {
        let document = try YAMLParser().parse(text, file: file)
        let decoder = YAMLDecoder(codePrefix: "policy", findings: document.warnings)
        var enforcements: [Enforcement] = []
        if let root = document.root, !root.isNull,
            let mapping = decoder.mapping(root, field: "the policy", known: ["enforcements"]),
            let list = mapping["enforcements"], let items = decoder.sequence(list, field: "`enforcements`")
        {
            enforcements = items.enumerated().compactMap { index, item in
                enforcement(item, "enforcements[\(index)]", decoder)
            }
        } else if decoder.findings.diagnostics.isEmpty {
            decoder.report(
                "empty", "the policy has no `enforcements`", at: SourceLocation(file: file, line: 1, column: 1),
                hint: "write `enforcements: [{path: …, rule: …}]`")
        }
        try DiagnosticList(decoder.findings.sorted).throwIfErrors()
        return Policy(enforcements: enforcements)
    }

    private static func enforcement(_ node: YAMLNode, _ field: String, _ decoder: YAMLDecoder) -> Enforcement? {
        guard let mapping = decoder.mapping(node, field: "`\(field)`", known: ["path", "rule"]) else { return nil }
        for key in ["path", "rule"] where mapping[key] == nil {
            decoder.report("missing", "`\(field)` needs a `\(key)`", at: node)
        }
        guard let path = mapping["path"].flatMap({ decoder.string($0, field: "`\(field).path`") }),
            let ruleNode = mapping["rule"], let text = decoder.string(ruleNode, field: "`\(field).rule`")
        else { return nil }
        do throws(InvalidRule) {
            return Enforcement(path: path, rule: try PolicyRule(text), location: ruleNode.location)
        } catch {
            decoder.report("invalid-rule", "`\(field).rule`: \(error.reason)", at: ruleNode, hint: error.hint)
            return nil
        }
    }
}

extension BlubberConfiguration {
    /// What `policy` does not allow of a build of `variant`.
    ///
    /// The variant and those that it needs are seen as they are once expanded, the others as written.
    ///
    /// - Throws: what `plan(for:)` throws.
    public func violations(of policy: Policy, in variant: String) throws(DiagnosticList) -> DiagnosticList {
        try violations(of: policy, among: policyValues(for: [variant]))
    }

    /// What `policy` does not allow of the configuration with all its variants expanded.
    ///
    /// - Throws: what `plan(for:)` throws.
    public func violations(of policy: Policy) throws(DiagnosticList) -> DiagnosticList {
        try violations(of: policy, among: policyValues(for: variantNames))
    }

    private func violations(of policy: Policy, among values: PolicyValue) -> DiagnosticList {
        var findings = DiagnosticList()
        for enforcement in policy.enforcements {
            guard let value = values.value(at: enforcement.path[...]), !enforcement.rule.allows(value) else { continue }
            let place = place(of: enforcement.path)
            findings.append(
                Diagnostic(
                    code: "policy.violation", "the policy forbids this value of `\(enforcement.path)`: \(value.shown)",
                    at: place?.location ?? SourceLocation(file: file, line: 1, column: 1), length: place?.length ?? 1,
                    notes: ["the rule is `\(enforcement.rule.text)`, at \(enforcement.location)"]))
        }
        return findings
    }
}
