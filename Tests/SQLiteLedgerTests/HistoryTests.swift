import Ledger
import SQLiteLedger
import Testing

private typealias F = LedgerFixture

struct HistoryTests {
    private func image(_ name: String, tag: String, commit: String) -> RecordedImage {
        var image = RecordedImage(
            name: name, tag: tag, digest: "sha256:\(tag)", reference: "host.example/\(name):\(tag)", commit: commit)
        image.parents = ["host.example/base:1": "sha256:base"]
        return image
    }

    /// Records and carries out a run a commit; `publishing` says of which something is published.
    private func history(
        _ fixture: LedgerFixture, _ outcomes: [AttemptOutcome], publishing: Set<Int>
    ) async throws {
        var old: String?
        for (index, outcome) in outcomes.enumerated() {
            let commit = F.commit(index)
            _ = try await fixture.ledger.record(F.push([commit], from: old), at: F.at(index * 10))
            let run = try #require(try await fixture.claim(at: index * 10))
            if publishing.contains(index) {
                let made = image("hello", tag: "t\(index)", commit: commit)
                try await fixture.ledger.record([made], of: run.claim, at: F.at(index * 10))
                try await fixture.ledger.record([made], of: run.claim, at: F.at(index * 10 + 1))
            }
            try await fixture.ledger.finish(run.claim, outcome, at: F.at(index * 10 + 5))
            old = commit
        }
    }

    @Test func imagesAreFoundByCommitAndCommitsByImage() async throws {
        try await withLedger { fixture in
            try await history(fixture, [.passed, .passed], publishing: [0, 1])
            var expected = image("hello", tag: "t1", commit: F.commit(1))
            expected.run = "r2"
            #expect(try await fixture.ledger.images(ofCommit: String(F.commit(1).prefix(8))) == [expected])
            for name in ["hello:t1", "sha256:t1", "host.example/hello:t1"] {
                #expect(try await fixture.ledger.images(called: name) == [expected], "\(name)")
            }
            #expect(try await fixture.ledger.images(called: "hello").map(\.tag) == ["t0", "t1"])
            #expect(try await fixture.ledger.images(called: "hell").isEmpty)
            #expect(try await fixture.ledger.run("r2").images == [expected])
        }
    }

    @Test func filtersLetThroughWhatTheyName() async throws {
        try await withLedger { fixture in
            try await history(fixture, [.passed, .failed("no"), .passed], publishing: [0])
            func ids(_ change: (inout RunFilter) -> Void) async throws -> [String] {
                var filter = RunFilter()
                change(&filter)
                return try await fixture.ledger.runs(filter).map(\.id)
            }
            #expect(try await ids { _ in } == ["r3", "r2", "r1"])
            #expect(try await ids { $0.limit = 2 } == ["r3", "r2"])
            #expect(try await ids { $0.statuses = [.failed] } == ["r2"])
            #expect(try await ids { $0.isPublished = true } == ["r1"])
            #expect(try await ids { $0.commit = String(F.commit(2).prefix(5)) } == ["r3"])
            #expect(try await ids { $0.ref = "main" } == ["r3", "r2", "r1"])
            #expect(try await ids { $0.ref = "refs/heads/none" } == [])
            #expect(try await ids { $0.repository = "other" } == [])
        }
    }

    @Test func anAmbiguousRunIsNamedInFull() async throws {
        try await withLedger { fixture in
            try await history(fixture, [.passed, .passed], publishing: [])
            let failure = try await ledgerFailure { _ = try await fixture.ledger.run("r") }
            #expect(
                failure?.description
                    == "cannot find the run r: several runs begin like this\n  help: it could be r1, r2")
            let none = try await ledgerFailure { _ = try await fixture.ledger.run("x") }
            #expect(
                none?.description
                    == "cannot find the run x: there is no such run\n  help: `pipeline-runner runs list` shows all")
        }
    }

    @Test func theNewestPublishedAndTheLastFailedRunAlwaysStay() async throws {
        try await withLedger { fixture in
            let outcomes: [AttemptOutcome] = [
                .failed("a"), .passed, .passed, .failed("b"), .passed, .passed, .cancelled("c"), .passed,
            ]
            try await history(fixture, outcomes, publishing: [1, 2])
            let byNumber = try await fixture.ledger.prune(RetentionRule(age: nil, runs: 3), at: F.at(100))
            #expect(byNumber == ["r1", "r2", "r5"])
            let byAge = try await fixture.ledger.prune(RetentionRule(age: .seconds(30), runs: nil), at: F.at(100))
            #expect(byAge == ["r6", "r7"])
            #expect(try await fixture.ledger.runs(RunFilter()).map(\.id) == ["r8", "r4", "r3"])
            // What is deployed somewhere can be traced however old it is.
            #expect(try await fixture.ledger.images(called: "hello:t1").map(\.run) == ["r2"])
            #expect(try await fixture.ledger.commits(of: "hello").first?.fate == .run("r1"))
            #expect(try await fixture.ledger.prune(RetentionRule(age: nil, runs: nil), at: F.at(1_000_000)) == [])
        }
    }

    @Test func whatIsInProgressIsNeverRemoved() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1), F.commit(2)]), at: F.at(0))
            _ = try await fixture.claim()
            let rule = RetentionRule(age: .seconds(1), runs: 1)
            #expect(try await fixture.ledger.prune(rule, at: F.at(1_000_000)) == [])
        }
    }

    @Test func cancellingAndRetryingDependOnTheState() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1), F.commit(2)]), at: F.at(0))
            let run = try #require(try await fixture.claim())
            #expect(try await fixture.ledger.cancel("r2", reason: "not wanted", at: F.at(6)) == .cancelled)
            #expect(try await fixture.ledger.cancel("r1", reason: "not wanted", at: F.at(6)) == .running)
            let beat = try await fixture.ledger.heartbeat(run.claim, lease: F.lease, at: F.at(7))
            #expect(beat.cancellation == "not wanted")
            let early = try await ledgerFailure {
                try await fixture.ledger.retry("r1", fromStart: false, at: F.at(7))
            }
            #expect(
                early?.description
                    == "cannot retry r1: it is running\n  help: failed and cancelled runs can be retried")
            try await fixture.ledger.finish(run.claim, .cancelled("not wanted"), at: F.at(8))
            let late = try await ledgerFailure {
                _ = try await fixture.ledger.cancel("r1", reason: "again", at: F.at(9))
            }
            #expect(late?.description == "cannot cancel r1: it has ended: cancelled")
            try await fixture.ledger.retry("r1", fromStart: false, at: F.at(10))
            #expect(try await fixture.claim()?.claim.attempt == 2)
        }
    }

    @Test func aRunThatWasToBeCancelledIsNotTakenUpAgain() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1)]), at: F.at(0))
            _ = try await fixture.claim()
            _ = try await fixture.ledger.cancel("r1", reason: "not wanted", at: F.at(6))
            _ = try await fixture.ledger.recover(for: F.other, isAlive: { _ in true }, at: F.at(7))
            let run = try await fixture.ledger.run("r1")
            #expect(run.status == .cancelled && run.message == "not wanted")
        }
    }
}
