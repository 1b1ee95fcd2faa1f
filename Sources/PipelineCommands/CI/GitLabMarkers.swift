internal import Diagnostics
internal import PipelineCore

/// The collapsible sections of GitLab's job log.
struct GitLabMarkers: SectionMarkers {
    private static let back = "\r\u{1B}[0K"

    let now: @Sendable () -> UTCTime
    private var count = 0
    private var name = ""

    init(now: @escaping @Sendable () -> UTCTime) {
        self.now = now
    }

    mutating func begin(_ stage: StageID) -> String {
        // Names must be unique in a job, and a stage's may have characters that theirs may not.
        count += 1
        let plain = stage.description.unicodeScalars.map { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                ? String(scalar) : "_"
        }
        name = "pipeline_runner_\(count)_" + plain.joined()
        return "section_start:\(now().seconds):\(name)\(Self.back)\(Self.inert(stage.description))\n"
    }

    func lines(_ lines: [String]) -> String { lines.map { Self.inert($0) + "\n" }.joined() }

    mutating func end() -> String { "section_end:\(now().seconds):\(name)\(Self.back)\n" }

    func text(_ lines: [String]) -> String { self.lines(lines) }

    func warning(_ text: String) -> String { "\u{1B}[33mwarning:\u{1B}[0m \(Self.inert(text))\n" }

    /// The text of the failure stands in the log already, and a job log has no annotations.
    func failure(_ error: ErrorRecord, title: String, at location: SourceLocation?) -> String { "" }

    /// A marker counts anywhere in a line, and needs a carriage return and an escape: without them it is text.
    private static func inert(_ text: String) -> String {
        text.contains("section_start:") || text.contains("section_end:") ? text.withoutControls : text
    }
}
