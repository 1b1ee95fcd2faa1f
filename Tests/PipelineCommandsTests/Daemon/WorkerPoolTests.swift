import Ledger
import Logging
import PipelineCore
import PipelineTestSupport
import SQLiteLedger
import Synchronization
import Testing

@testable import PipelineCommands

/// Runs that wait for others, with one place for all of them.
struct WorkerPoolTests {
    private struct Progress {
        var working: Set<String> = []
        var most = 0
        var ended: [String] = []

        mutating func work(_ run: String) {
            working.insert(run)
            most = max(most, working.count)
        }
    }

    private static let stage = StageID(pipeline: "p", stage: "s")

    /// A pool with one place, and a queued run for each of `repositories`; `carryOut` is given the repository.
    private func withPool(
        _ repositories: [String],
        _ carryOut: @escaping @Sendable (String, RunPlace) async -> AttemptOutcome,
        _ body: (WorkerPool) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let ledger = try SQLiteLedger(
                at: "\(folder)/ledger.sqlite", naming: { _ in TestEnvironment.uniqueName("run") })
            for repository in repositories {
                var seen = Observation(repository: repository, url: "/\(repository)")
                seen.updates = [RefUpdate("refs/heads/main", from: nil, to: "1")]
                seen.commits = [
                    ObservedCommit("1", on: "refs/heads/main", plan: .run(RunPlan(.merge, branch: "main")))
                ]
                _ = try await ledger.record(seen, at: Moment(seconds: 1))
            }
            let pool = WorkerPool(
                store: ledger, owner: RunOwner("h:1:1"), logger: Logger(label: "test"), bell: Bell(),
                now: { Moment(seconds: 2) }, limits: { (1, repositories) },
                carryOut: { await carryOut($0.record.repository, $1) })
            try await body(pool)
        }
    }

    @Test func aRunThatWaitsGivesItsPlaceFreeAndGetsOneAgain() async throws {
        let progress = Mutex(Progress())
        let carryOut: @Sendable (String, RunPlace) async -> AttemptOutcome = { run, place in
            place.observe(.stageStarted(Self.stage))
            progress.withLock { $0.work(run) }
            if run == "a" {
                progress.withLock { _ = $0.working.remove(run) }
                _ = try? await place.wait(Self.stage) {
                    progress.withLock { $0.ended.contains("b") ? true : nil }
                }
                progress.withLock { $0.work(run) }
            } else {
                // The last one is still there when the first one wants its place again.
                try? await Task.sleep(for: .milliseconds(run == "c" ? 1200 : 50))
            }
            progress.withLock { state in
                state.working.remove(run)
                state.ended.append(run)
            }
            return .passed
        }
        try await withPool(["a", "b", "c"], carryOut) { pool in
            await pool.work(untilIdle: true)
            #expect(await pool.failed == 0)
        }
        let state = progress.withLock { $0 }
        #expect(state.ended.first == "b" && Set(state.ended) == ["a", "b", "c"])
        #expect(state.most == 1)
    }

    @Test func anotherStageKeepsThePlace() async throws {
        let begun = Mutex<[String]>([])
        let carryOut: @Sendable (String, RunPlace) async -> AttemptOutcome = { run, place in
            begun.withLock { $0.append(run) }
            guard run == "a" else { return .passed }
            let other = StageID(pipeline: "p", stage: "other")
            place.observe(.stageStarted(Self.stage))
            place.observe(.stageStarted(other))
            let looks = Mutex(0)
            _ = try? await place.wait(Self.stage) {
                looks.withLock { count in
                    count += 1
                    return count > 3 ? true : nil
                }
            }
            begun.withLock { $0.append("a went on") }
            return .passed
        }
        try await withPool(["a", "b"], carryOut) { pool in await pool.work(untilIdle: true) }
        #expect(begun.withLock { $0 } == ["a", "a went on", "b"])
    }

    @Test func whoWaitsIsStoppedAtOnce() async throws {
        let carryOut: @Sendable (String, RunPlace) async -> AttemptOutcome = { _, place in
            place.observe(.stageStarted(Self.stage))
            do {
                return try await place.wait(Self.stage) { nil }
            } catch {
                return .putBack("stopped")
            }
        }
        try await withPool(["a"], carryOut) { pool in
            let start = ContinuousClock.now
            async let work: Void = pool.work()
            try await Task.sleep(for: .milliseconds(1200))
            await pool.stop(grace: .seconds(60))
            await work
            #expect(.now - start < .seconds(10))
        }
    }
}
