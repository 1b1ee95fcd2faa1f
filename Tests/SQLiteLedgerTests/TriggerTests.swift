import GRDB
import Ledger
import PipelineTestSupport
import Testing

@testable import SQLiteLedger

private typealias F = LedgerFixture

/// Runs that steps of other runs ask for.
struct TriggerTests {
    private static func request(
        _ repository: String, wanted: String? = nil, waits: Bool = false, by stage: String = "go", ref: String = F.main
    ) -> RunTrigger {
        var request = RunTrigger(by: stage, of: "publish", repository: repository, ref: ref)
        request.wanted = wanted
        request.waits = waits
        request.parameters = ["VERSION": "1"]
        return request
    }

    /// Both repositories have a run of their newest commit; that of `hello` is claimed.
    private func withTwo(_ body: (LedgerFixture, ClaimedRun) async throws -> Void) async throws {
        try await withLedger { fixture in
            let urgent = RunPlan(.merge, branch: "main", priority: 7)
            _ = try await fixture.ledger.record(F.push([F.commit(1)], urgent), at: F.at(0))
            _ = try await fixture.ledger.record(F.push([F.commit(2), F.commit(3)], of: "other"), at: F.at(1))
            try await body(fixture, try #require(try await fixture.claim()))
        }
    }

    @Test func aRunOfTheNewestCommitIsQueuedBehindTheOthers() async throws {
        try await withTwo { fixture, hello in
            let run = try await fixture.ledger.trigger(
                Self.request("other", wanted: "site"), of: hello.claim, at: F.at(6))
            #expect(run.repository == "other" && run.commit == F.commit(3) && run.status == .queued)
            #expect(run.plan == RunPlan(.trigger, branch: "main", priority: 7) && run.ref == F.main)
            #expect(run.trigger == RecordedTrigger(run: "r1", request: Self.request("other", wanted: "site")))
            var filter = RunFilter()
            filter.trigger = "r1"
            #expect(try await fixture.ledger.runs(filter) == [run])
            // The runs of merged commits stay, and come first.
            for commit in [F.commit(2), F.commit(3)] {
                let next = try #require(try await fixture.claim(at: 7))
                #expect(next.record.commit == commit && next.record.plan.cause == .merge && next.record.trigger == nil)
                try await fixture.ledger.finish(next.claim, .passed, at: F.at(8))
            }
            #expect(try await fixture.claim(at: 9)?.record.id == run.id)
            #expect(try await fixture.ledger.commits(of: "other").map(\.fate) == [.run("r2"), .run("r3")])
        }
    }

    @Test func askingAgainQueuesNothing() async throws {
        try await withTwo { fixture, hello in
            let ledger = fixture.ledger
            let first = try await ledger.trigger(Self.request("other"), of: hello.claim, at: F.at(6))
            #expect(try await ledger.trigger(Self.request("other"), of: hello.claim, at: F.at(7)).id == first.id)
            let second = try await ledger.trigger(Self.request("other", by: "further"), of: hello.claim, at: F.at(7))
            #expect(second.id != first.id)

            // The next attempt finds it, however it stands.
            _ = try await ledger.recover(for: F.other, isAlive: { _ in true }, at: F.at(8))
            let lost = try await ledgerFailure {
                _ = try await ledger.trigger(Self.request("other"), of: hello.claim, at: F.at(9))
            }
            #expect(lost?.code == .claimLost)
            _ = try await ledger.cancel(first.id, reason: "no", at: F.at(9))
            let again = try #require(try await fixture.claim(F.other, at: 10))
            #expect(again.record.id == "r1" && again.record.course == 1)
            let known = try await ledger.trigger(Self.request("other"), of: again.claim, at: F.at(11))
            #expect(known.id == first.id && known.status == .cancelled)

            // A person who retries the run wants another one in the place of what failed, and only of that.
            try await ledger.finish(again.claim, .failed("it was cancelled"), at: F.at(12))
            try await ledger.retry("r1", fromStart: false, at: F.at(13))
            let retried = try #require(try await fixture.claim(F.other, at: 14))
            #expect(retried.record.course == 3)
            let third = try await ledger.trigger(Self.request("other"), of: retried.claim, at: F.at(15))
            #expect(third.id != first.id && third.status == .queued)
            #expect(try await ledger.trigger(Self.request("other"), of: retried.claim, at: F.at(16)).id == third.id)
            let kept = try await ledger.trigger(Self.request("other", by: "further"), of: retried.claim, at: F.at(16))
            #expect(kept.id == second.id)

            // From the start means from the start.
            try await ledger.finish(retried.claim, .failed("no"), at: F.at(17))
            try await ledger.retry("r1", fromStart: true, at: F.at(18))
            let anew = try #require(try await fixture.claim(F.other, at: 19))
            let fourth = try await ledger.trigger(
                Self.request("other", by: "further"), of: anew.claim, at: F.at(20))
            #expect(fourth.id != second.id)
        }
    }

    @Test func whatWasNeverSeenCannotBeRun() async throws {
        try await withTwo { fixture, hello in
            for request in [Self.request("nobody"), Self.request("other", ref: "refs/heads/next")] {
                let failure = try await ledgerFailure {
                    try await fixture.ledger.checkTrigger(request, of: hello.claim)
                }
                #expect(failure?.code == .unknownRepository)
                #expect(
                    failure?.description == """
                        cannot queue a run of \(request.repository): no commit of \(request.ref) is recorded
                          help: the daemon has to watch the repository, and to have polled it
                        """)
            }
        }
    }

    @Test func circlesAreRefused() async throws {
        try await withTwo { fixture, hello in
            let ledger = fixture.ledger
            func refusal(_ request: RunTrigger, of claim: RunClaim) async throws -> String? {
                try await ledgerFailure { try await ledger.checkTrigger(request, of: claim) }?.detail
            }
            // Itself: all of it, or the pipeline that asks.
            let itself = "this run is the same, and would be started again and again"
            #expect(try await refusal(Self.request("hello"), of: hello.claim) == itself)
            #expect(try await refusal(Self.request("hello", wanted: "publish"), of: hello.claim) == itself)
            #expect(try await refusal(Self.request("hello", wanted: "docs"), of: hello.claim) == nil)
            #expect(
                try await refusal(Self.request("hello", wanted: "docs", waits: true), of: hello.claim)
                    == "it would have to wait for this run, which is of the same branch and would wait for it")

            // Back by way of another one.
            let run = try await ledger.trigger(Self.request("other", wanted: "site"), of: hello.claim, at: F.at(6))
            try await ledger.finish(hello.claim, .passed, at: F.at(7))
            var other: ClaimedRun?
            while other?.record.id != run.id {
                if let other { try await ledger.finish(other.claim, .passed, at: F.at(8)) }
                let next = try #require(try await fixture.claim(at: 8))
                other = next
            }
            let claim = try #require(other?.claim)
            #expect(
                try await refusal(Self.request("hello"), of: claim)
                    == "run r1, which led to this one, is the same, and would be started again and again")
            #expect(try await refusal(Self.request("other", wanted: "site"), of: claim) == itself)
            #expect(try await refusal(Self.request("hello", wanted: "docs"), of: claim) == nil)
        }
    }

    @Test func aWaitThatWouldNeverEndIsRefused() async throws {
        try await withTwo { fixture, hello in
            let ledger = fixture.ledger
            let other = try #require(try await fixture.claim())
            #expect(other.record.repository == "other")
            // Each waits for a run behind the other.
            _ = try await ledger.trigger(
                Self.request("other", wanted: "site", waits: true), of: hello.claim, at: F.at(6))
            let request = Self.request("hello", wanted: "docs", waits: true)
            let failure = try await ledgerFailure {
                _ = try await ledger.trigger(request, of: other.claim, at: F.at(7))
            }
            #expect(
                failure?.description == """
                    cannot queue a run of hello refs/heads/main: it would have to wait for a run that waits for this one, and \
                    none of them would ever end
                      help: start it without `wait`
                    """)
            // Without a wait it comes when the others are done.
            var patient = request
            patient.waits = false
            #expect(try await ledger.trigger(patient, of: other.claim, at: F.at(8)).status == .queued)
        }
    }

    @Test func aCommitThatLeavesItsBranchTakesItsTriggeredRunsAlong() async throws {
        try await withTwo { fixture, hello in
            let run = try await fixture.ledger.trigger(Self.request("other"), of: hello.claim, at: F.at(6))
            var forced = F.push([F.commit(4)], from: F.commit(3), of: "other")
            forced.events = [
                RefEvent(.forcePushed, ref: F.main, from: F.commit(3), to: F.commit(4), removed: [F.commit(3)])
            ]
            _ = try await fixture.ledger.record(forced, at: F.at(7))
            let now = try await fixture.ledger.run(run.id)
            #expect(now.status == .cancelled && now.message == "the commit left refs/heads/main: force-pushed")
        }
    }

    @Test func whatARunWaitsForIsNotPruned() async throws {
        try await withTwo { fixture, hello in
            let ledger = fixture.ledger
            let run = try await ledger.trigger(Self.request("other", waits: true), of: hello.claim, at: F.at(6))
            _ = try await ledger.cancel(run.id, reason: "no", at: F.at(7))
            let rule = RetentionRule(age: .seconds(1), runs: nil)
            #expect(try await ledger.prune(rule, at: F.at(100)) == [])
            try await ledger.finish(hello.claim, .passed, at: F.at(101))
            #expect(try await ledger.prune(rule, at: F.at(200)) == ["r1", run.id])
        }
    }

    @Test func anOlderLedgerIsBroughtUpToDate() async throws {
        try await withTwo { fixture, _ in
            try await fixture.ledger.pool.write { database in
                try database.execute(
                    sql: """
                        DROP TABLE triggers;
                        ALTER TABLE runs DROP COLUMN course;
                        DELETE FROM grdb_migrations WHERE identifier = '2';
                        """)
            }
            try fixture.ledger.pool.close()
            let ledger = try SQLiteLedger(at: fixture.path, naming: { _ in "new" })
            #expect(try await ledger.runs(RunFilter()).map(\.id) == ["r3", "r2", "r1"])
            let run = try #require(try await ledger.runs(RunFilter()).last)
            #expect(run.course == 1 && run.trigger == nil)
            let claim = RunClaim(run: "r1", attempt: 1, fence: 1)
            #expect(try await ledger.trigger(Self.request("other"), of: claim, at: F.at(6)).id == "new")
        }
    }
}
