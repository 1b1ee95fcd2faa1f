import Ledger
import PipelineTestSupport
import SQLiteLedger
import Synchronization

/// A ledger in a fresh folder, and what tests put into it.
struct LedgerFixture {
    static let main = "refs/heads/main"
    static let owner = RunOwner("host:1:a")
    static let other = RunOwner("host:2:b")
    static let lease = Duration.seconds(30)
    static let repositories = ["hello", "other", "slow", "urgent", "team/hello"] + (0..<50).map { "repository-\($0)" }

    let path: String
    let ledger: SQLiteLedger

    /// Runs are called `r1`, `r2`, ….
    static func numbered() -> SQLiteLedger.RunNaming {
        let numbers = Mutex(0)
        return { _ in
            numbers.withLock {
                $0 += 1
                return "r\($0)"
            }
        }
    }

    /// The moment `seconds` after a fixed one.
    static func at(_ seconds: Int) -> Moment { Moment(seconds: 1_700_000_000 + seconds) }

    /// 40 digits that begin with `number`.
    static func commit(_ number: Int) -> String {
        let digits = String(number)
        return digits + String(repeating: "a", count: 40 - digits.count)
    }

    /// What is seen when `commits` came to `ref`, each with a run.
    static func push(
        _ commits: [String], on ref: String = main, from old: String? = nil, of repository: String = "hello",
        _ plan: RunPlan = RunPlan(.merge, branch: "main")
    ) -> Observation {
        var observation = Observation(repository: repository, url: "https://git.example.org/\(repository)")
        observation.updates = [RefUpdate(ref, from: old, to: commits.last)]
        observation.commits = commits.map { ObservedCommit($0, on: ref, plan: .run(plan)) }
        return observation
    }

    /// Claims the next run as `owner`, five seconds in.
    func claim(_ owner: RunOwner = owner, at seconds: Int = 5) async throws -> ClaimedRun? {
        try await ledger.claim(for: owner, among: Self.repositories, lease: Self.lease, at: Self.at(seconds))
    }
}

func withLedger<Result>(_ body: (LedgerFixture) async throws -> Result) async throws -> Result {
    try await withTemporaryFolder { folder in
        let path = "\(folder)/ledger.sqlite"
        return try await body(
            LedgerFixture(path: path, ledger: try SQLiteLedger(at: path, naming: LedgerFixture.numbered())))
    }
}

/// The failure that `body` ends with; `nil` if it ends well.
func ledgerFailure(_ body: () async throws -> Void) async throws -> LedgerFailure? {
    do {
        try await body()
        return nil
    } catch let failure as LedgerFailure {
        return failure
    }
}
