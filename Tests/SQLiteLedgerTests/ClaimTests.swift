import Ledger
import SQLiteLedger
import Testing

private typealias F = LedgerFixture

struct ClaimTests {
    @Test func commitsOfABranchRunOneAfterTheOther() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1), F.commit(2)]), at: F.at(0))
            let first = try #require(try await fixture.claim())
            #expect(first.record.commit == F.commit(1))
            #expect(try await fixture.claim() == nil, "the second waits for the first")
            try await fixture.ledger.finish(first.claim, .failed("the test failed"), at: F.at(9))
            #expect(try await fixture.claim()?.record.commit == F.commit(2))
            let ended = try await fixture.ledger.run("r1")
            #expect(ended.status == .failed && ended.message == "the test failed" && ended.finishedAt == F.at(9))
        }
    }

    @Test func urgentRepositoriesComeFirst() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1)], of: "slow"), at: F.at(0))
            let urgent = RunPlan(.merge, branch: "main", priority: 5)
            _ = try await fixture.ledger.record(F.push([F.commit(2), F.commit(3)], of: "urgent", urgent), at: F.at(1))
            #expect(try await fixture.claim()?.record.commit == F.commit(2))
            #expect(try await fixture.claim()?.record.repository == "slow")
        }
    }

    @Test func twoRunsOfARepositoryNeverMakeTheSameTag() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1)]), at: F.at(0))
            _ = try await fixture.ledger.record(F.push([F.commit(2)], on: "refs/heads/next"), at: F.at(0))
            _ = try await fixture.ledger.record(F.push([F.commit(3)], of: "other"), at: F.at(0))
            var stamps: [Int] = []
            while let run = try await fixture.claim(at: 5) { stamps.append(try #require(run.record.stamp)) }
            #expect(stamps == [F.at(5).seconds, F.at(6).seconds, F.at(5).seconds])
        }
    }

    @Test func theTimeOfItsTagsBelongsToTheRunAndPassedStagesStayPassed() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1)]), at: F.at(0))
            let first = try #require(try await fixture.claim())
            var stage = RecordedStage(pipeline: "publish", stage: "test", status: .running, startedAt: F.at(5))
            try await fixture.ledger.record(stage, of: first.claim)
            stage.status = .passed
            stage.finishedAt = F.at(7)
            stage.values = "{}"
            stage.steps = [
                RecordedStep("build variant test", startedAt: F.at(5)), RecordedStep("run", startedAt: F.at(6)),
            ]
            try await fixture.ledger.record(stage, of: first.claim)
            try await fixture.ledger.record(
                RecordedStage(pipeline: "publish", stage: "production", status: .running, startedAt: F.at(7)),
                of: first.claim)

            #expect(try await fixture.ledger.recover(for: F.other, isAlive: { _ in true }, at: F.at(50)) == ["r1"])
            let second = try #require(try await fixture.claim(F.other, at: 51))
            #expect(second.claim == RunClaim(run: "r1", attempt: 2, fence: 3))
            #expect(second.record.stamp == F.at(5).seconds && second.record.startedAt == F.at(5))
            #expect(second.finished.map(\.stage) == ["test"] && second.finished[0].values == "{}")
            #expect(
                try await fixture.ledger.attempts(of: "r1").map(\.outcome) == ["its process vanished", nil])
            let stages = try await fixture.ledger.stages(of: "r1")
            #expect(stages.map(\.status) == [.passed, .cancelled])
            #expect(stages[0].steps.map(\.title) == ["build variant test", "run"])

            try await fixture.ledger.finish(second.claim, .cancelled("by hand"), at: F.at(60))
            try await fixture.ledger.retry("r1", fromStart: true, at: F.at(61))
            let third = try #require(try await fixture.claim(F.other, at: 62))
            #expect(third.claim.attempt == 3 && third.finished.isEmpty && third.record.stamp == F.at(5).seconds)
        }
    }

    @Test func whoeverLostItsClaimCanWriteNothing() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1)]), at: F.at(0))
            let lost = try #require(try await fixture.claim()).claim
            let taken = try #require(try await fixture.claim(F.other, at: 36))
            #expect(taken.claim.fence > lost.fence)
            let message = "cannot record the progress of r1: attempt 1 is not in charge of it any more"
            let stage = RecordedStage(pipeline: "p", stage: "s", status: .passed, startedAt: F.at(40))
            let image = RecordedImage(name: "n", tag: "t", digest: "d", reference: "r", commit: F.commit(1))
            let attempts: [() async throws -> Void] = [
                { _ = try await fixture.ledger.heartbeat(lost, lease: F.lease, at: F.at(40)) },
                { try await fixture.ledger.record(stage, of: lost) },
                { try await fixture.ledger.record([image], of: lost, at: F.at(40)) },
                { try await fixture.ledger.finish(lost, .passed, at: F.at(40)) },
            ]
            for attempt in attempts {
                let failure = try await ledgerFailure(attempt)
                #expect(failure?.code == .claimLost && failure?.description == message)
            }
            try await fixture.ledger.finish(taken.claim, .passed, at: F.at(41))
            #expect(try await fixture.ledger.run("r1").status == .passed)
        }
    }

    @Test func aClockThatJumpsDoesNotTakeARunFromItsOwnProcess() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1)]), at: F.at(0))
            let run = try #require(try await fixture.claim())
            #expect(try await fixture.claim(at: 1_000_000) == nil)
            #expect(try await fixture.claim(at: -1_000_000) == nil)
            try await fixture.ledger.finish(run.claim, .passed, at: F.at(-1_000_000))
            let record = try await fixture.ledger.run("r1")
            let (start, end) = (try #require(record.startedAt), try #require(record.finishedAt))
            #expect(start.duration(to: end) == .zero)
        }
    }

    @Test func runsOfCommandsEndWithTheirProcess() async throws {
        try await withLedger { fixture in
            for (id, owner) in [("20230101-000000-aaaa", F.owner), ("20230101-000000-bbbb", F.other)] {
                let run = RunRecord(
                    id: id, repository: "team/hello", ref: "", commit: F.commit(1), plan: RunPlan(.local),
                    origin: .command, progress: RunRecord.Progress(.running, createdAt: F.at(0)))
                _ = try await fixture.ledger.begin(run, owner: owner, lease: F.lease, at: F.at(0))
            }
            let waiting = try await fixture.ledger.recover(
                for: RunOwner("host:3:c"), isAlive: { $0 == F.owner }, at: F.at(9))
            #expect(waiting == [])
            let runs = try await fixture.ledger.runs(RunFilter())
            #expect(runs.map(\.status) == [.failed, .running])
            #expect(runs[0].message == "its process vanished")
            #expect(try await fixture.claim(at: 1000) == nil, "a daemon does not carry them out")
        }
    }

    @Test func aRunThatWasPutBackWaitsAgain() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1)]), at: F.at(0))
            let run = try #require(try await fixture.claim())
            try await fixture.ledger.finish(run.claim, .putBack("the daemon stops"), at: F.at(6))
            #expect(try await fixture.ledger.run("r1").status == .queued)
            #expect(try await fixture.ledger.attempts(of: "r1").map(\.outcome) == ["put back: the daemon stops"])
            #expect(try await fixture.claim()?.claim.attempt == 2)
        }
    }

    @Test func aCancelledTaskCanStillWriteThatItWasCancelled() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1)]), at: F.at(0))
            let run = try #require(try await fixture.claim())
            let ledger = fixture.ledger
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                try await ledger.finish(run.claim, .cancelled("interrupted"), at: F.at(6))
            }
            task.cancel()
            try await task.value
            #expect(try await fixture.ledger.run("r1").message == "interrupted")
        }
    }

    @Test func aRunThatWasPutBackForAWhileWaitsThatLong() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1), F.commit(2)]), at: F.at(0))
            let run = try #require(try await fixture.claim())
            try await fixture.ledger.finish(run.claim, .putBack("no registry", until: F.at(60)), at: F.at(6))
            #expect(try await fixture.ledger.run("r1").message == "it waits for another attempt: no registry")
            #expect(try await fixture.claim(at: 59) == nil, "the next commit does not overtake it")
            #expect(try await fixture.claim(at: 60)?.record.commit == F.commit(1))
        }
    }

    @Test func aRunThatWasPutBackDoesNotWaitForAClockThatWasSetBack() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1)]), at: F.at(1_000_000))
            let run = try #require(try await fixture.claim(at: 1_000_000))
            try await fixture.ledger.finish(
                run.claim, .putBack("no registry", until: F.at(1_000_060)), at: F.at(1_000_006))
            #expect(try await fixture.claim(at: 1_000_007) == nil)
            #expect(try await fixture.claim(at: 10)?.claim.attempt == 2)
        }
    }

    @Test func runsOfRepositoriesThatLeftTheFleetWait() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1)]), at: F.at(0))
            for (names, expected) in [([], nil), (["other"], nil), (["other", "hello"], "r1")] as [([String], String?)]
            {
                let claimed = try await fixture.ledger.claim(for: F.owner, among: names, lease: F.lease, at: F.at(1))
                #expect(claimed?.record.id == expected)
            }
        }
    }

    @Test func aHundredClaimsAtATimeGiveEachRunOnce() async throws {
        try await withLedger { fixture in
            for number in 0..<40 {
                _ = try await fixture.ledger.record(
                    F.push(
                        [F.commit(number)], from: number < 20 ? nil : F.commit(number - 20),
                        of: "repository-\(number % 20)"),
                    at: F.at(number))
            }
            let second = try SQLiteLedger(at: fixture.path, naming: F.numbered())
            let claimed = try await withThrowingTaskGroup { group in
                for number in 0..<100 {
                    let ledger = number.isMultiple(of: 2) ? fixture.ledger : second
                    group.addTask {
                        try await ledger.claim(for: F.owner, among: F.repositories, lease: F.lease, at: F.at(100))?
                            .record.id
                    }
                }
                return try await group.reduce(into: [String]()) { if let id = $1 { $0.append(id) } }
            }
            #expect(claimed.count == 20)
            #expect(Set(claimed) == Set((1...20).map { "r\($0)" }))
        }
    }
}
