/// What people are told of a stage that failed; secrets are hidden in it.
public struct FailureNotice: Sendable {
    /// The stage.
    public let stage: StageID
    /// The ID of the run.
    public let run: String
    /// What was run.
    public let source: RunSource
    /// Where the run's log can be read.
    public let log: String
    /// Why the stage failed, in one or more lines.
    public let reason: String
    /// Whom mail goes to, each one address or several with commas between them, as the configuration gives them.
    public let receivers: [String]
    /// The mail's subject.
    public let subject: String
    /// The mail's text.
    public let body: String
}

/// Tells people about failures.
public protocol Notifier: Sendable {
    /// Sends a notice on all ways that there are, and says what went wrong with it, a sentence each.
    func deliver(_ notice: FailureNotice) async -> [String]
}
