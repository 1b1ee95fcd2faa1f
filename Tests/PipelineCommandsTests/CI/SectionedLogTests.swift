import Diagnostics
import Testing

@testable import PipelineCommands
@testable import PipelineCore

struct SectionedLogTests {
    private static let first = StageID(pipeline: "p", stage: "first")
    private static let second = StageID(pipeline: "p", stage: "second")
    private static let third = StageID(pipeline: "p", stage: "third")

    /// Marks that a person can read in a test.
    private struct Marks: SectionMarkers {
        func begin(_ stage: StageID) -> String { "<\(stage)>\n" }
        func lines(_ lines: [String]) -> String { lines.map { "  \($0)\n" }.joined() }
        func end() -> String { "</>\n" }
        func text(_ lines: [String]) -> String { lines.map { "\($0)\n" }.joined() }
        func warning(_ text: String) -> String { "! \(text)\n" }
        func failure(_ error: ErrorRecord, title: String, at location: Diagnostics.SourceLocation?) -> String {
            "X \(title): \(error.message) at \(location?.description ?? "-")\n"
        }
    }

    private static func line(_ id: StageID, _ text: String) -> RunEvent {
        .output(id, OutputLine(.standardOutput, text))
    }

    private static func end(_ id: StageID, _ state: RunState = .passed, _ failure: StageFailure? = nil) -> RunEvent {
        .stageFinished(StageResult(id: id, state: state, duration: .seconds(1), failure: failure))
    }

    private static func text(_ events: [RunEvent], log: SectionedLog = SectionedLog(markers: Marks())) -> [String] {
        var log = log
        return events.map { log.apply($0) } + [log.finish()]
    }

    @Test func sequenceIsShownLive() {
        let shown = Self.text([
            .pipelineStarted("p", stages: [Self.first, Self.second]), .stageStarted(Self.first),
            .stepStarted(Self.first, "build variant test"), Self.line(Self.first, "one"), Self.end(Self.first),
            .stageStarted(Self.second), Self.end(Self.second),
        ])
        #expect(
            shown == [
                "pipeline p: first, second\n", "<p/first>\n", "  --- build variant test\n", "  one\n",
                "</>\n[p/first] passed after 1.0s\n", "<p/second>\n", "</>\n[p/second] passed after 1.0s\n", "",
            ])
    }

    @Test func parallelStagesDoNotMix() {
        let shown = Self.text([
            .stageStarted(Self.first), .stageStarted(Self.second), .stageStarted(Self.third),
            Self.line(Self.second, "b1"), Self.line(Self.first, "a1"), Self.line(Self.third, "c1"),
            .warning("careful"), Self.end(Self.third), Self.end(Self.first), Self.line(Self.second, "b2"),
            Self.end(Self.second),
        ])
        #expect(
            shown == [
                "<p/first>\n", "", "", "", "  a1\n", "", "", "",
                "</>\n! careful\n[p/first] passed after 1.0s\n<p/third>\n  c1\n</>\n[p/third] passed after 1.0s\n"
                    + "<p/second>\n  b1\n",
                "  b2\n", "</>\n[p/second] passed after 1.0s\n", "",
            ])
    }

    @Test func failureStandsOutsideOfItsSection() {
        var log = SectionedLog(markers: Marks())
        log.locations[Self.first] = Diagnostics.SourceLocation(file: ".pipeline/config.yaml", line: 3, column: 9)
        let failure = StageFailure.exitCode(3, lastLines: ["boom"])
        let shown = Self.text(
            [.stageStarted(Self.first), Self.end(Self.first, .failed, failure), Self.end(Self.second, .skipped)],
            log: log)
        #expect(
            shown == [
                "<p/first>\n",
                """
                </>
                [p/first] failed after 1.0s: the image's program exited with code 3; its last lines:
                [p/first]   boom
                X p/first failed: the image's program exited with code 3; its last lines: at .pipeline/config.yaml:3:9

                """, "[p/second] skipped\n", "",
            ])
    }

    @Test func whatIsOpenIsClosedWhenTheRunEnds() {
        let shown = Self.text([
            .stageStarted(Self.first), .stageStarted(Self.second), Self.line(Self.second, "b1"), .warning("late"),
        ])
        #expect(shown.last == "</>\n! late\n<p/second>\n  b1\n</>\n")
    }

    @Test func heldOutputIsBounded() throws {
        let line = String(repeating: "x", count: 1023)
        let events =
            [RunEvent.stageStarted(Self.first), .stageStarted(Self.second)]
            + (0..<10_000).map { Self.line(Self.second, "\($0) \(line)") } + [Self.end(Self.first)]
        let lines = try #require(Self.text(events).dropLast().last).split(separator: "\n")
        let note = try #require(lines.first { $0.contains("earlier lines") })
        let dropped = try #require(note.wholeMatch(of: /\s+\((\d+) earlier lines are in the run's log only\)/)?.1)
        let shown = lines.filter { $0.hasSuffix("xxx") }
        #expect(try #require(Int(dropped)) + shown.count == 10_000)
        #expect(shown.last?.hasPrefix("  9999 ") == true)
        #expect(shown.reduce(0) { $0 + $1.utf8.count + 1 } <= SectionedLog.heldBytes + 2 * shown.count)
    }
}
