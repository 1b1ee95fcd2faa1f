/// What a code of findings stands for, as tools that show findings by rule want to know it.
public struct DiagnosticRule: Sendable, Hashable {
    /// The code, such as `blubber.unknown-key`.
    public let code: String
    /// What a finding of this code says, in one sentence.
    public let summary: String
    /// The severity of its findings, or of most of them.
    public let severity: Diagnostic.Severity

    /// The rule behind `code`.
    public init(_ code: String, _ summary: String, severity: Diagnostic.Severity = .error) {
        self.code = code
        self.summary = summary
        self.severity = severity
    }
}
