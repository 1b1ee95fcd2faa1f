import CommandRunner
import GitWatcher
import Ledger
import PipelineTestSupport
import RunFiles
import SQLiteLedger
import Testing

@testable import PipelineCommands

/// A ledger that does not say what the repository says.
struct LedgerAuditTests {
    private struct Fixture {
        let state: StateFolder
        let ledger: SQLiteLedger
        /// The commits of `main`, oldest first.
        let commits: [String]

        func findings() async throws -> [String] {
            try await LedgerAudit(store: ledger, state: state).findings().findings.map(\.text)
        }

        /// Records that the given commits of `main`, by number, have these plans, and the newest is the tip.
        func record(_ plans: [(Int, ObservedCommit.Plan)]) async throws {
            var seen = Observation(repository: "hello", url: "/x")
            seen.updates = [RefUpdate("refs/heads/main", from: nil, to: commits.last)]
            seen.commits = plans.map { ObservedCommit(commits[$0.0], on: "refs/heads/main", plan: $0.1) }
            _ = try await ledger.record(seen, at: Moment(seconds: 1))
        }
    }

    private static let run = ObservedCommit.Plan.run(RunPlan(.merge, branch: "main"))
    private static let first = ObservedCommit.Plan.skipped("the branch was seen for the first time")

    private func withFixture(_ body: (Fixture) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let state = StateFolder("\(folder)/state")
            let script = """
                export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a
                mkdir -p state/mirrors; git init -q -b main work; cd work
                for n in 1 2 3 4 5; do git commit -q --allow-empty -m "$n"; done
                git clone -q --bare . ../state/mirrors/hello.git
                git log --reverse --format=%H
                """
            var command = Command("sh", ["-euc", script])
            command.workingDirectory = folder
            let output = try await TestEnvironment.runner.capture(command)
            #expect(output.status.isSuccess, "\(output.standardError)")
            let ledger = try SQLiteLedger(at: state.ledgerPath, naming: { _ in TestEnvironment.uniqueName("run") })
            try await body(
                Fixture(
                    state: state, ledger: ledger,
                    commits: output.standardOutput.split(separator: "\n").map(String.init)))
        }
    }

    @Test func nothingIsMissing() async throws {
        try await withFixture { fixture in
            try await fixture.record([(1, Self.first), (2, Self.run), (3, .skipped("no")), (4, Self.run)])
            #expect(try await fixture.findings() == [])
            #expect(try await fixture.ledger.damage() == [])
        }
    }

    @Test func aCommitWithoutAFateIsAHole() async throws {
        try await withFixture { fixture in
            try await fixture.record([(1, Self.first), (2, Self.run), (4, Self.run)])
            #expect(
                try await fixture.findings() == ["hello refs/heads/main \(fixture.commits[3].prefix(12)): has no fate"])
        }
    }

    @Test func aTipWithoutAFateIsAHole() async throws {
        try await withFixture { fixture in
            try await fixture.record([(1, Self.first), (2, Self.run), (3, Self.run)])
            #expect(
                try await fixture.findings() == ["hello refs/heads/main \(fixture.commits[4].prefix(12)): has no fate"])
        }
    }

    @Test func whatCoversACommitMustHaveAFateItself() async throws {
        try await withFixture { fixture in
            let gone = String(repeating: "9", count: 40)
            try await fixture.record([(3, .coalesced(into: gone)), (4, Self.run)])
            #expect(
                try await fixture.findings() == [
                    "hello refs/heads/main \(fixture.commits[3].prefix(12)): it is covered by 999999999999, which has no fate"
                ])
        }
    }

    /// What a program other than this one may do to the file; `C` stands for the newest commit.
    @Test(arguments: [
        (
            "UPDATE runs SET hash = '\(String(repeating: "9", count: 40))'",
            ["refs/heads/main C: its run RUN is of 999999999999"]
        ),
        (
            "UPDATE commits SET fate = 'vanished', detail = NULL, event = 77",
            ["refs/heads/main C: it vanished by event 77, which is not there"]
        ),
        (
            "UPDATE refs SET tip = '\(String(repeating: "9", count: 40))'",
            ["refs/heads/main 999999999999: the recorded tip is not in the mirror"]
        ),
        ("DELETE FROM commits", ["refs/heads/main C: has no fate"]),
    ])
    func recordsThatDoNotFit(statement: String, expected: [String]) async throws {
        try await withFixture { fixture in
            try await fixture.record([(4, Self.run)])
            let run = try #require(try await fixture.ledger.runs(RunFilter()).first).id
            #expect(try await fixture.findings() == [])
            let changed = try await TestEnvironment.runner.capture(
                Command("sqlite3", [fixture.state.ledgerPath, statement]))
            #expect(changed.status.isSuccess, "\(changed.standardError)")
            let commit = String(fixture.commits[4].prefix(12))
            let findings = try await fixture.findings().map {
                $0.replacing(run, with: "RUN").replacing(commit, with: "C")
            }
            #expect(findings == expected.map { "hello \($0)" })
        }
    }

    /// `next` was deleted after its first commit; main went on, and `next` began anew there.
    @Test func whatABranchThatIsMadeAnewHasFromOthersIsNoHole() async throws {
        try await withFixture { fixture in
            let (main, next) = ("refs/heads/main", "refs/heads/next")
            let commits = fixture.commits
            func record(at seconds: Int, _ fill: (inout Observation) -> Void) async throws {
                var seen = Observation(repository: "hello", url: "/x")
                fill(&seen)
                _ = try await fixture.ledger.record(seen, at: Moment(seconds: seconds))
            }
            try await record(at: 1) {
                $0.updates = [RefUpdate(next, from: nil, to: commits[1])]
                $0.commits = [ObservedCommit(commits[1], on: next, plan: Self.run)]
            }
            try await record(at: 2) {
                $0.updates = [RefUpdate(next, from: commits[1], to: nil), RefUpdate(main, from: nil, to: commits[3])]
                $0.events = [RefEvent(.branchDeleted, ref: next, from: commits[1], to: nil)]
                $0.commits = [2, 3].map { ObservedCommit(commits[$0], on: main, plan: Self.run) }
            }
            try await record(at: 3) {
                $0.updates = [RefUpdate(next, from: nil, to: commits[4])]
                $0.events = [RefEvent(.branchCreated, ref: next, from: nil, to: commits[4])]
                $0.commits = [ObservedCommit(commits[4], on: next, plan: Self.run)]
            }
            #expect(try await fixture.findings() == [])
        }
    }

    @Test func aMirrorThatIsGoneIsSaid() async throws {
        try await withFixture { fixture in
            try await fixture.record([(4, Self.run)])
            _ = try await TestEnvironment.runner.capture(Command("rm", ["-r", fixture.state.mirror(of: "hello")]))
            let findings = try await fixture.findings()
            #expect(findings.count == 1 && findings[0].hasPrefix("hello: the mirror cannot be read: cannot "))
        }
    }
}
