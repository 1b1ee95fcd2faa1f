internal import OCI
internal import PipelineCore

/// What the live tree shows: finished stages as permanent lines above, the others in a region that is redrawn.
struct StageTree {
    private struct Node {
        let id: StageID
        var startedAt: ContinuousClock.Instant?
        var step = ""
        var lastLine = ""
    }

    private var waiting: [Node] = []
    private var drawnLines = 0
    private let usesColor: Bool

    init(usesColor: Bool) {
        self.usesColor = usesColor
    }

    /// Whether there is something to redraw.
    var isLive: Bool { !waiting.isEmpty }

    /// Takes in an event. Returns text that is to stay on the screen, perhaps empty, or `nil` if nothing needs redrawing now.
    mutating func apply(_ event: RunEvent) -> String? {
        switch event {
        case .pipelineStarted(let name, let stages):
            waiting = stages.map { Node(id: $0) }
            return bold("pipeline \(name)") + "\n"
        case .stageStarted(let id):
            update(id) { $0.startedAt = .now }
            return ""
        case .stepStarted(let id, let step):
            update(id) { ($0.step, $0.lastLine) = (step, "") }
            return ""
        case .output(let id, let line):
            update(id) { $0.lastLine = line.text }
            return nil
        case .published(_, let image):
            return "    \(image.reference) \(dim(image.digest.text))\n"
        case .warning(let text):
            return color(33, "warning: ") + text.withoutControls + "\n"
        case .stageFinished(let result):
            waiting.removeAll { $0.id == result.id }
            return line(for: result)
        }
    }

    /// Removes the region from the screen.
    mutating func erasing() -> String {
        defer { drawnLines = 0 }
        return drawnLines == 0 ? "" : "\u{1B}[\(drawnLines)F\u{1B}[J"
    }

    /// Draws the region, what is running first; lines are cut to the terminal's width, or the cursor would not find back.
    mutating func drawing(width: Int, height: Int) -> String {
        var lines: [String] = []
        for node in waiting {
            guard let start = node.startedAt else { continue }
            let time = start.duration(to: .now).shortText
            lines.append(color(36, Self.cut("  ● \(node.id.stage)  \(time)  \(node.step)", to: width)))
            if !node.lastLine.isEmpty { lines.append(dim(Self.cut("      \(node.lastLine)", to: width))) }
        }
        lines += waiting.filter { $0.startedAt == nil }.map { dim(Self.cut("  ○ \($0.id.stage)", to: width)) }
        let room = max(1, height - 2)
        if lines.count > room {
            let hidden = lines.count - room + 1
            lines = lines.prefix(room - 1) + [dim(Self.cut("  … \(hidden) more", to: width))]
        }
        drawnLines = lines.count
        return lines.map { $0 + "\n" }.joined()
    }

    private mutating func update(_ id: StageID, _ change: (inout Node) -> Void) {
        if let index = waiting.firstIndex(where: { $0.id == id }) { change(&waiting[index]) }
    }

    private func line(for result: StageResult) -> String {
        let name = result.id.stage
        switch result.state {
        case .passed where result.isRecorded: return dim("  ✔ \(name.withoutControls)  passed before") + "\n"
        case .passed:
            return "  " + color(32, "✔") + " \(name.withoutControls)  " + dim(result.duration.shortText) + "\n"
        case .skipped: return dim("  – \(name)  skipped") + "\n"
        default:
            let reason = result.failure.map { "\n" + Self.indented($0.description.withoutControls) } ?? ""
            return "  " + color(31, "✘")
                + " \(name)  \(result.state.rawValue) after \(result.duration.shortText)\(reason)\n"
        }
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(separator: "\n")
    }

    /// Control characters in a program's output must not move the cursor; wide characters may cost two columns.
    private static func cut(_ text: String, to width: Int) -> String {
        var result = ""
        var used = 0
        for character in text.withoutControls.replacing("\t", with: " ") {
            used += character.unicodeScalars.contains { $0.value >= 0x1100 && $0.value != 0x25CF } ? 2 : 1
            if used >= width { break }
            result.append(character)
        }
        return result
    }

    private func bold(_ text: String) -> String { usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    private func dim(_ text: String) -> String { usesColor ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
    private func color(_ code: Int, _ text: String) -> String { usesColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
