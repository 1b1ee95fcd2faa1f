internal import Diagnostics
internal import PipelineCore

/// Turns a run's events into a log in which the lines of each stage stand together, though stages run side by side.
///
/// One stage at a time has the floor: its lines come at once. Those of the others are held back until it ends; then come
/// the stages that ended meanwhile, whole, and the one that began first gets the floor. A sequence of stages is thus shown
/// live from beginning to end.
struct SectionedLog {
    fileprivate struct Held {
        let id: StageID
        var lines: [String] = []
        var size = 0
        var dropped = 0
        var result: StageResult?
    }

    /// How much of a stage's output is held back, in bytes; of more, the last lines.
    static let heldBytes = 4 << 20

    /// Where stages are written, for those that have a place.
    var locations: [StageID: SourceLocation] = [:]
    private var markers: any SectionMarkers
    private var open: StageID?
    private var held: [Held] = []
    /// What has to wait for the end of the section.
    private var waiting = ""

    init(markers: any SectionMarkers) {
        self.markers = markers
    }

    /// What is to be written because of `event`; perhaps nothing.
    mutating func apply(_ event: RunEvent) -> String {
        switch event {
        case .pipelineStarted: return outside(markers.text(event.plainLines))
        case .warning(let text): return outside(markers.warning(text))
        case .stageStarted(let id):
            if open == nil { return begin(id) }
            held.append(Held(id: id))
            return ""
        case .stepStarted(let id, let step): return add("--- \(step)", to: id)
        case .output(let id, let line): return add(line.text, to: id)
        case .published(let id, let image): return add("published \(image.reference) \(image.digest)", to: id)
        case .stageFinished(let result): return finish(result)
        }
    }

    /// Ends what is open, as when a run ends before its stages do.
    mutating func finish() -> String {
        guard open != nil else { return "" }
        open = nil
        var text = markers.end() + waiting
        waiting = ""
        for stage in held { text += whole(stage) }
        held = []
        return text
    }

    /// Why the run ended outside of its stages.
    mutating func failure(_ error: ErrorRecord) -> String {
        finish() + markers.text(Self.split(error.text)) + markers.failure(error, title: "pipeline-runner", at: nil)
    }

    private mutating func begin(_ id: StageID) -> String {
        open = id
        return markers.begin(id)
    }

    private mutating func outside(_ text: String) -> String {
        guard open != nil else { return text }
        waiting += text
        return ""
    }

    private mutating func add(_ line: String, to id: StageID) -> String {
        if id == open { return markers.lines([line]) }
        guard let index = held.firstIndex(where: { $0.id == id }) else { return outside(markers.text([line])) }
        held[index].add(line)
        return ""
    }

    private mutating func finish(_ result: StageResult) -> String {
        if result.id == open {
            open = nil
            var text = markers.end() + waiting + verdict(result)
            waiting = ""
            for stage in held where stage.result != nil { text += whole(stage) }
            held.removeAll { $0.result != nil }
            guard !held.isEmpty else { return text }
            let next = held.removeFirst()
            return text + begin(next.id) + markers.lines(next.shown)
        }
        guard let index = held.firstIndex(where: { $0.id == result.id }) else { return outside(verdict(result)) }
        held[index].result = result
        return ""
    }

    private mutating func whole(_ stage: Held) -> String {
        markers.begin(stage.id) + markers.lines(stage.shown) + markers.end() + (stage.result.map(verdict) ?? "")
    }

    private func verdict(_ result: StageResult) -> String {
        let text = markers.text(result.plainLines)
        guard let failure = result.failure else { return text }
        return text + markers.failure(ErrorRecord(failure), title: "\(result.id) failed", at: locations[result.id])
    }

    private static func split(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

extension SectionedLog.Held {
    fileprivate mutating func add(_ line: String) {
        lines.append(line)
        size += line.utf8.count + 1
        guard size > SectionedLog.heldBytes else { return }
        // Half of it at once: dropping line after line would move all the others each time.
        var count = 0
        while size > SectionedLog.heldBytes / 2, count < lines.count {
            size -= lines[count].utf8.count + 1
            count += 1
        }
        lines.removeFirst(count)
        dropped += count
    }

    fileprivate var shown: [String] {
        dropped == 0 ? lines : ["(\(dropped) earlier lines are in the run's log only)"] + lines
    }
}
