internal import Diagnostics
internal import PipelineCore

/// How a CI system's log marks sections that can be folded, and what stands out of it.
///
/// Texts that come in may hold anything, the output of hostile tests included; texts that go out make the system do what
/// the runner means, and nothing else. All of them end with a line end.
protocol SectionMarkers: Sendable {
    /// Begins the section of a stage.
    mutating func begin(_ stage: StageID) -> String
    /// Lines within the section that was begun last.
    func lines(_ lines: [String]) -> String
    /// Ends the section that was begun last.
    mutating func end() -> String
    /// Lines outside of sections.
    func text(_ lines: [String]) -> String
    /// What a person should know.
    func warning(_ text: String) -> String
    /// Why a stage or the run failed; `location` is the stage's place in its file.
    func failure(_ error: ErrorRecord, title: String, at location: SourceLocation?) -> String
}
