import Synchronization
import Testing

@testable import PipelineCore

@Suite struct TimeLimitTests {
    private struct Broken: Error {}

    @Test func givesWhatTheBodyGives() async throws {
        #expect(try await withTimeLimit(.seconds(1), clock: GateClock()) { 7 } == 7)
        await #expect(throws: Broken.self) {
            try await withTimeLimit(.seconds(1), clock: GateClock()) { throw Broken() }
        }
    }

    @Test func waitsForTheBodyToEnd() async {
        let clock = GateClock()
        let hasEnded = Mutex(false)
        await #expect(throws: TimedOut.self) {
            try await withTimeLimit(.seconds(1), clock: clock) {
                clock.gate.open()
                defer { hasEnded.withLock { $0 = true } }
                try await Gate().pass()
            }
        }
        #expect(hasEnded.withLock { $0 })
    }

    @Test func aBodyThatWouldNotBeCancelledIsStillTooLate() async {
        let clock = GateClock()
        let late = Gate()
        await #expect(throws: TimedOut.self) {
            try await withTimeLimit(.seconds(1), clock: clock) {
                clock.gate.open()
                do { try await Gate().pass() } catch { late.open() }
                try? await late.pass()
                return 7
            }
        }
    }

    @Test func cancellationIsNoTimeout() async {
        let task = Task {
            try await withTimeLimit(.seconds(1), clock: GateClock()) { try await Gate().pass() }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test(arguments: [
        (0, "0ms"), (1, "1ms"), (999, "999ms"), (1000, "1.0s"), (2449, "2.4s"), (59_999, "59.9s"), (60_000, "1m00s"),
        (192_000, "3m12s"), (3_599_999, "59m59s"), (3_600_000, "1h00m"), (3_900_000, "1h05m"), (360_000_000, "100h00m"),
    ])
    func durations(_ milliseconds: Int, _ text: String) {
        #expect(Duration.milliseconds(milliseconds).shortText == text)
    }
}
