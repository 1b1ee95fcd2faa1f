public import Diagnostics

/// Turns nodes into values and gathers what is wrong on the way, so that a person sees all findings at once.
///
/// Each method reports a finding and returns `nil` where a node does not fit. One decoder serves one file and one task.
public final class YAMLDecoder {
    /// What a scalar that is not text means where text is wanted.
    public enum TextRule: Sendable {
        /// An error: `4.10` would silently become `4.1`.
        case strict
        /// The source text counts, with a warning.
        case lenient
    }

    /// The findings so far.
    public private(set) var findings: DiagnosticList
    /// What diagnostic codes begin with: the kind of file, such as `blubber`.
    public let codePrefix: String
    private let textRule: TextRule
    private var lookUps = 0

    /// A decoder for one file; `findings` are those that were made while parsing it.
    public init(codePrefix: String, textRule: TextRule = .strict, findings: DiagnosticList = DiagnosticList()) {
        self.codePrefix = codePrefix
        self.textRule = textRule
        self.findings = findings
    }

    /// Whether there are so many errors that further ones are not listed, and need not be looked for.
    public var isFull: Bool {
        findings.diagnostics.last?.code == "\(codePrefix).too-many-findings" && findings.hasErrors
    }

    /// Adds a finding that is complete already.
    public func report(_ diagnostic: Diagnostic) {
        findings.append(diagnostic, boundedBy: "\(codePrefix).too-many-findings")
    }

    /// The candidate that a person most likely meant by `text`. Of a file that is full of unknown names only some are
    /// looked up: that takes longer than all else.
    public func near(_ text: String, among candidates: [String]) -> String? {
        guard lookUps < 10_000 else { return nil }
        lookUps += candidates.count
        return nearMatch(to: text, among: candidates)
    }

    /// Adds a finding about `node`; `code` is the part behind the prefix.
    public func report(
        _ code: String, _ message: String, at node: YAMLNode, severity: Diagnostic.Severity = .error,
        notes: [String] = [], hint: String? = nil
    ) {
        report(
            code, message, at: node.location, length: node.length, severity: severity, notes: notes, hint: hint)
    }

    /// Adds a finding about a place; `code` is the part behind the prefix.
    public func report(
        _ code: String, _ message: String, at location: SourceLocation?, length: Int = 1,
        severity: Diagnostic.Severity = .error, notes: [String] = [], hint: String? = nil
    ) {
        report(
            Diagnostic(
                severity, code: "\(codePrefix).\(code)", message, at: location, length: length, notes: notes, hint: hint
            ))
    }

    /// The node as a map with free keys; `field` names it in messages.
    public func mapping(_ node: YAMLNode, field: @autoclosure () -> String) -> YAMLMapping? {
        if case .mapping(let mapping) = node.content { return mapping }
        mismatch(node, field: field(), expected: "a map")
        return nil
    }

    /// The node as a map that may hold only the keys of `known`; others are errors with a suggestion.
    public func mapping(_ node: YAMLNode, field: @autoclosure () -> String, known: [String]) -> YAMLMapping? {
        guard let mapping = mapping(node, field: field()) else { return nil }
        for entry in mapping.entries where !known.contains(entry.key) && !isFull {
            let hint = near(entry.key, among: known).map { "did you mean `\($0)`?" }
            report(
                "unknown-key", "unknown key `\(entry.key)` in \(field())", at: entry.keyLocation,
                length: entry.key.unicodeScalars.count,
                notes: ["allowed here: \(known.sorted().joined(separator: ", "))"], hint: hint)
        }
        return mapping
    }

    /// The node as a list.
    public func sequence(_ node: YAMLNode, field: @autoclosure () -> String) -> [YAMLNode]? {
        if case .sequence(let items) = node.content { return items }
        mismatch(node, field: field(), expected: "a list")
        return nil
    }

    /// The node as text.
    public func string(_ node: YAMLNode, field: @autoclosure () -> String) -> String? {
        guard case .scalar(let scalar) = node.content else {
            mismatch(node, field: field(), expected: "a string")
            return nil
        }
        switch (scalar.resolved, textRule) {
        case (.string(let text), _):
            guard text.utf8.contains(0) else { return text }
            report("invalid", "\(field()) holds a NUL character", at: node)
            return nil
        case (.null, _), (_, .strict):
            let hint = scalar.text.isEmpty ? nil : "write it in quotes: \"\(scalar.text)\""
            mismatch(node, field: field(), expected: "a string", hint: hint)
            return nil
        case (_, .lenient):
            report(
                "unquoted-text", "\(field()) should be a string; \(node.kindDescription) is taken as text", at: node,
                severity: .warning, hint: "write it in quotes: \"\(scalar.text)\"")
            return scalar.text
        }
    }

    /// The node as a list of texts; items that are none are reported and left out.
    public func strings(_ node: YAMLNode, field: @autoclosure () -> String) -> [String]? {
        sequence(node, field: field())?.enumerated().compactMap {
            string($0.element, field: "\(field())[\($0.offset)]")
        }
    }

    /// The node as a boolean.
    public func boolean(_ node: YAMLNode, field: @autoclosure () -> String) -> Bool? {
        if case .scalar(let scalar) = node.content, case .boolean(let value) = scalar.resolved { return value }
        mismatch(node, field: field(), expected: "`true` or `false`")
        return nil
    }

    /// The node as an integer; a real number without a fraction, such as `1000.0`, counts as one.
    public func integer(_ node: YAMLNode, field: @autoclosure () -> String) -> Int? {
        if case .scalar(let scalar) = node.content {
            if case .integer(let value) = scalar.resolved { return value }
            if case .real(let value) = scalar.resolved, let exact = Int(exactly: value) { return exact }
        }
        mismatch(node, field: field(), expected: "an integer")
        return nil
    }

    /// Reports that `node` is of the wrong kind.
    public func mismatch(_ node: YAMLNode, field: @autoclosure () -> String, expected: String, hint: String? = nil) {
        report(
            "wrong-type", "\(field()) must be \(expected), not \(node.kindDescription)", at: node, hint: hint)
    }
}
