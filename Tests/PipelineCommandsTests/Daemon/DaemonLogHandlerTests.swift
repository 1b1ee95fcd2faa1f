import Logging
import Synchronization
import Testing

@testable import PipelineCommands

@Suite struct DaemonLogHandlerTests {
    private final class Lines: Sendable {
        private let state = Mutex<[String]>([])
        var all: [String] { state.withLock { $0 } }
        func add(_ line: String) { state.withLock { $0.append(line) } }
    }

    @Test func theMessageComesFirstAndWhatHasSeveralLinesLast() {
        let lines = Lines()
        let logger = Logger(label: "x") { _ in
            DaemonLogHandler(.text, now: { "2026-01-02T03:04:05Z" }, write: { lines.add($0) })
        }
        logger.notice("run begins", metadata: ["run": "1-a", "attempt": "1"])
        logger.warning("run ends", metadata: ["outcome": "put back", "path": "a\"b\\c d", "empty": ""])
        logger.error("refused", metadata: ["reason": "f.yaml:1:1: error: x\n 1 | \u{1B}[2Jy\n", "state": "/s"])
        logger.debug("not shown")
        let json = Logger(label: "x") { _ in DaemonLogHandler(.json, now: { "now" }, write: { lines.add($0) }) }
        json.notice("a/b", metadata: ["run": "1\n2", "time": "x"])
        #expect(
            lines.all == [
                "2026-01-02T03:04:05Z notice run begins attempt=1 run=1-a",
                #"2026-01-02T03:04:05Z warning run ends empty="" outcome="put back" path="a\"b\\c d""#,
                "2026-01-02T03:04:05Z error refused state=/s\n  reason:\n    f.yaml:1:1: error: x\n     1 | [2Jy",
                #"{"level":"notice","message":"a/b","run":"1\n2","time":"now","time_":"x"}"#,
            ])
    }
}
