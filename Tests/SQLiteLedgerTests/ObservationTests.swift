import Ledger
import SQLiteLedger
import Testing

private typealias F = LedgerFixture

struct ObservationTests {
    @Test func aRepositoryThatNobodyLookedAtHasNoTips() async throws {
        try await withLedger { fixture in
            #expect(try await fixture.ledger.tips(of: "hello") == nil)
            _ = try await fixture.ledger.record(Observation(repository: "hello", url: "x"), at: F.at(0))
            #expect(try await fixture.ledger.tips(of: "hello") == [:])
        }
    }

    @Test func eachCommitHasOneFate() async throws {
        try await withLedger { fixture in
            var seen = F.push([F.commit(1)])
            seen.commits = [
                ObservedCommit(F.commit(1), on: F.main, plan: .coalesced(into: F.commit(3))),
                ObservedCommit(F.commit(2), on: F.main, plan: .skipped("no file that matters changed")),
                ObservedCommit(F.commit(3), on: F.main, plan: .run(RunPlan(.merge, branch: "main", priority: 7))),
            ]
            seen.updates = [RefUpdate(F.main, from: nil, to: F.commit(3))]
            seen.events = [RefEvent(.branchCreated, ref: F.main, from: nil, to: F.commit(3))]
            #expect(try await fixture.ledger.record(seen, at: F.at(0)) == ["r1"])
            let fates = try await fixture.ledger.commits(of: "hello")
            #expect(
                fates.map(\.fate) == [
                    .coalesced(into: F.commit(3)), .skipped("no file that matters changed"), .run("r1"),
                ])
            #expect(fates.map(\.commit) == [F.commit(1), F.commit(2), F.commit(3)])
            #expect(try await fixture.ledger.tips(of: "hello") == [F.main: F.commit(3)])
            #expect(try await fixture.ledger.events(of: "hello").map(\.event) == seen.events)
            let run = try await fixture.ledger.run("r1")
            #expect(run.status == .queued && run.plan.priority == 7 && run.commit == F.commit(3))
        }
    }

    @Test func anObservationThatStartedFromAnotherTipIsRefusedAsAWhole() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1)]), at: F.at(0))
            let failure = try await ledgerFailure {
                _ = try await fixture.ledger.record(F.push([F.commit(2)], from: F.commit(9)), at: F.at(1))
            }
            #expect(
                failure?.description == """
                    cannot record what was seen of hello: refs/heads/main is recorded at \(F.commit(1)), not at \
                    \(F.commit(9))
                      help: another process has recorded it in between; the next poll starts from there
                    """)
            #expect(try await fixture.ledger.commits(of: "hello").count == 1)
            #expect(try await fixture.ledger.runs(RunFilter()).count == 1)
        }
    }

    @Test func aCommitThatIsSeenAgainKeepsItsRun() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1)]), at: F.at(0))
            let again = try await fixture.ledger.record(
                F.push([F.commit(1), F.commit(2)], from: F.commit(1)), at: F.at(1))
            #expect(again == ["r2"])
            #expect(try await fixture.ledger.commits(of: "hello").map(\.fate) == [.run("r1"), .run("r2")])
        }
    }

    @Test func aForcePushTakesBackRunsThatHaveNotBegun() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1), F.commit(2)]), at: F.at(0))
            #expect(try await fixture.claim()?.record.commit == F.commit(1))
            var seen = F.push([F.commit(3)], from: F.commit(2))
            seen.events = [
                RefEvent(
                    .forcePushed, ref: F.main, from: F.commit(2), to: F.commit(3), removed: [F.commit(2), F.commit(1)])
            ]
            _ = try await fixture.ledger.record(seen, at: F.at(6))
            let event = try #require(try await fixture.ledger.events(of: "hello").first)
            #expect(
                try await fixture.ledger.commits(of: "hello").map(\.fate) == [
                    .run("r1"), .vanished(event: event.id), .run("r3"),
                ])
            let taken = try await fixture.ledger.run("r2")
            #expect(taken.status == .cancelled)
            #expect(taken.message == "the commit left refs/heads/main: force-pushed")
            // Pushed again, it is a merged commit like any other.
            _ = try await fixture.ledger.record(F.push([F.commit(2)], from: F.commit(3)), at: F.at(7))
            #expect(try await fixture.ledger.commits(of: "hello").map(\.fate)[1] == .run("r4"))
        }
    }

    @Test func deletedBranchesHaveNoTipAndMayComeBack() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1)]), at: F.at(0))
            var gone = Observation(repository: "hello", url: "x")
            gone.updates = [RefUpdate(F.main, from: F.commit(1), to: nil)]
            gone.events = [RefEvent(.branchDeleted, ref: F.main, from: F.commit(1), to: nil)]
            _ = try await fixture.ledger.record(gone, at: F.at(1))
            #expect(try await fixture.ledger.tips(of: "hello") == [:])
            #expect(try await fixture.ledger.run("r1").status == .queued, "a merged commit is run all the same")
            _ = try await fixture.ledger.record(F.push([F.commit(1), F.commit(2)]), at: F.at(2))
            #expect(try await fixture.ledger.tips(of: "hello") == [F.main: F.commit(2)])
        }
    }

    @Test func newerGateRunsTakeThePlaceOfOlderOnesAndMergedCommitsNever() async throws {
        try await withLedger { fixture in
            let change = "refs/changes/1"
            let gate = RunPlan(.gate)
            _ = try await fixture.ledger.record(F.push([F.commit(1)], on: change, gate), at: F.at(0))
            let first = try #require(try await fixture.claim())
            _ = try await fixture.ledger.record(
                F.push([F.commit(2)], on: change, from: F.commit(1), gate), at: F.at(6))
            _ = try await fixture.ledger.record(
                F.push([F.commit(3)], on: change, from: F.commit(2), gate), at: F.at(7))
            let beat = try await fixture.ledger.heartbeat(first.claim, lease: F.lease, at: F.at(8))
            #expect(beat.cancellation == "run r3 of a newer commit took its place")
            #expect(try await fixture.ledger.run("r2").status == .cancelled)
            #expect(try await fixture.ledger.run("r3").status == .queued)

            _ = try await fixture.ledger.record(F.push([F.commit(4), F.commit(5)]), at: F.at(9))
            #expect(try await fixture.ledger.run("r4").status == .queued)
        }
    }

    /// Gerrit has a reference for each.
    @Test func aNewerPatchSetTakesThePlaceOfOlderOnes() async throws {
        try await withLedger { fixture in
            for (number, ref) in ["34/1234/1", "34/1235/1", "34/1234/2"].enumerated() {
                let push = F.push([F.commit(number)], on: "refs/changes/\(ref)", RunPlan(.gate))
                _ = try await fixture.ledger.record(push, at: F.at(number))
            }
            #expect(try await fixture.ledger.run("r1").message == "run r3 of a newer commit took its place")
            #expect(try await fixture.ledger.run("r1").status == .cancelled)
            #expect(try await fixture.ledger.run("r2").status == .queued)
            #expect(try await fixture.ledger.run("r3").status == .queued)
        }
    }
}
