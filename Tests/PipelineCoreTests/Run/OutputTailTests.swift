import Synchronization
import Testing

@testable import PipelineCore

@Suite struct OutputTailTests {
    private func tail(captured: Int, _ lines: some Sequence<OutputLine>) -> OutputTail {
        let tail = OutputTail(captured: captured) { _ in }
        for line in lines { tail.take(line) }
        return tail
    }

    private let mixed = [
        OutputLine(.standardOutput, "1"), OutputLine(.standardError, "e"), OutputLine(.standardOutput, ""),
        OutputLine(.standardOutput, "3"),
    ]

    @Test(arguments: [
        (0, ""), (1, "3\n"), (2, "\n3\n"), (3, "1\n\n3\n"), (9, "1\n\n3\n"), (-1, "1\n\n3\n"), (.max, "1\n\n3\n"),
        (.min, "1\n\n3\n"),
    ])
    func capturesStandardOutput(_ captured: Int, _ expected: String) {
        let tail = tail(captured: captured, mixed)
        #expect(tail.output == expected)
        #expect(tail.last == ["1", "e", "", "3"])
    }

    @Test func keepsTheLastOfMany() {
        let lines = (1...1000).map { OutputLine(.standardOutput, "\($0)") }
        #expect(tail(captured: 3, lines).output == "998\n999\n1000\n")
        #expect(tail(captured: 100, lines).output == (901...1000).map { "\($0)\n" }.joined())
        #expect(tail(captured: -7, lines).output == (1...1000).map { "\($0)\n" }.joined())
        #expect(tail(captured: 0, lines).last == (981...1000).map(String.init))
    }

    @Test func passesEveryLineOn() {
        let seen = Mutex<[String]>([])
        let tail = OutputTail { line in seen.withLock { $0.append(line.text) } }
        for line in mixed { tail.take(line) }
        #expect(seen.withLock { $0 } == ["1", "e", "", "3"])
    }
}
