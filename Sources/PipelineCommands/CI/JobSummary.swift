internal import PipelineCore

/// A run as a page of GitHub-flavoured Markdown: stages, images, and why it failed.
struct JobSummary {
    /// A failure's text is cut to its last lines: the system refuses a summary of more than 1 MiB.
    private static let shownLines = 50
    private static let shownBytes = 64 << 10

    private let report: RunReport

    init(_ report: RunReport) {
        self.report = report
    }

    /// The page.
    var text: String {
        let commit = report.commit.map { " at `\($0.prefix(12))`" } ?? ""
        var lines = [
            "### \(mark(report.state)) \(cell(report.project ?? "pipeline-runner"))\(commit): \(report.state)", "",
        ]
        if !report.stages.isEmpty {
            lines += ["| Pipeline | Stage | Result | Time |", "|---|---|---|---:|"]
            lines += report.stages.map {
                "| \(cell($0.pipeline)) | \(cell($0.name)) | \(mark($0.state)) \($0.state) | \(time($0)) |"
            }
            lines.append("")
        }
        if !report.images.isEmpty {
            lines += ["| Image | Tags | Digest |", "|---|---|---|"]
            lines += report.images.map {
                "| \(code($0.reference)) | \($0.tags.map(code).joined(separator: " ")) | \(code($0.digest)) |"
            }
            lines.append("")
        }
        for stage in report.stages {
            if let error = stage.error { lines += details("\(stage.pipeline)/\(stage.name)", error) }
        }
        if let error = report.error, !report.stages.contains(where: { $0.error != nil }) {
            lines += details("The run", error)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func details(_ title: String, _ error: ErrorRecord) -> [String] {
        var shown = error.text.split(separator: "\n", omittingEmptySubsequences: false).suffix(Self.shownLines)
        while shown.count > 1, shown.reduce(0, { $0 + $1.utf8.count }) > Self.shownBytes { shown.removeFirst() }
        let body = shown.map { String($0.unicodeScalars.prefix(Self.shownBytes / 4)).withoutControls }
        // Longer than any row of backticks within.
        let longest = body.joined(separator: "\n").split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return ["<details open><summary>\(html(title)): \(html(error.message))</summary>", "", "\(fence)text"] + body
            + [fence, "", "</details>", ""]
    }

    private func time(_ stage: RunReport.StageRecord) -> String {
        stage.state == "skipped" ? "" : Duration.milliseconds(Int((stage.seconds * 1000).rounded())).shortText
    }

    private func mark(_ state: String) -> String {
        switch state {
        case "passed": "✅"
        case "failed": "❌"
        case "cancelled": "🚫"
        default: "⏭️"
        }
    }

    /// Text in a table: nothing in it is markup.
    private func cell(_ text: String) -> String {
        var result = ""
        for character in html(text) {
            if "\\`*_{}[]()#|~!".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }

    private func code(_ text: String) -> String { "<code>\(html(text).replacing("|", with: "&#124;"))</code>" }

    private func html(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\n", with: " ")
    }
}
