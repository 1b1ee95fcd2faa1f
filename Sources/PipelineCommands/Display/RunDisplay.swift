internal import PipelineCore

/// Shows a run's progress to a person or a program while it goes on.
protocol RunDisplay: Sendable {
    /// Tells what happened; called from several tasks.
    func show(_ event: RunEvent)
    /// Ends the display; nothing is shown after it.
    func close()
}

/// How progress is shown.
enum DisplayFormat: String, CaseIterable, Sendable {
    /// A live tree of stages, for terminals.
    case pretty
    /// A line at a time with the stage in front, for logs.
    case plain
    /// A JSON object a line.
    case json
}
