import ConfigValues
import FleetConfig
import FleetPolling
import GitWatcher
import ImageEngines
import Ledger
import Logging
import PipelineCore
import PipelineTestSupport
import RunFiles
import SQLiteLedger
import Testing

@testable import PipelineCommands

/// Random histories in a real repository, polled from a real server into a real ledger, with the model beside it: what the
/// ledger says is what the model says, and `ledger verify` finds nothing.
@Suite(.timeLimit(.minutes(30))) struct ServedHistoryTests {
    /// `PIPELINE_RUNNER_STEPS` says how many steps each history takes.
    private static let steps = Int(TestEnvironment.variables["PIPELINE_RUNNER_STEPS"] ?? "") ?? 100

    @Test(arguments: RandomHistoryTests.settings) func theLedgerSaysWhatTheModelSays(settings: String) async throws {
        for seed in 1...2 as ClosedRange<UInt64> {
            try await withTemporaryFolder { folder in
                let served = try await ServedHistory(seed: seed, in: folder)
                let server = try await GitServer(folder)
                do {
                    var watch = try ServedWatch(served, server, in: folder, settings: settings)
                    for step in 0..<Self.steps { try await watch.step("seed \(seed), step \(step)") }
                    try await watch.verify("seed \(seed)")
                } catch {
                    await server.stop()
                    throw error
                }
                await server.stop()
            }
        }
    }
}

/// A watch of one repository, whose server goes away now and then and whose process is started anew now and then.
private struct ServedWatch {
    private var served: ServedHistory
    private let server: GitServer
    private let remote: GitRemote
    private let repository: FleetRepository
    private let state: StateFolder
    private let setup: DaemonSetup
    private var ledger: SQLiteLedger
    private var noted = NotedRules()
    private var expected = ModelLedger()
    private static let owner = RunOwner("host:1:1")

    init(_ served: ServedHistory, _ server: GitServer, in folder: String, settings: String) throws {
        (self.served, self.server) = (served, server)
        let url = "git://127.0.0.1:\(server.port)/up.git"
        remote = try GitRemote(url: url)
        let text = "repositories: [{name: r, url: \"\(url)\"\(settings.isEmpty ? "" : ", \(settings)")}]"
        repository = try FleetConfiguration.parse(text.utf8, file: "watch.yaml", folder: folder).repositories[0]
        state = StateFolder("\(folder)/state")
        let context = CommandContext.ofProcess()
        setup = DaemonSetup(
            context: context, fleetFile: "\(folder)/watch.yaml", state: state,
            registry: .layout(folder: state.embeddedRegistry), engine: .auto, jobs: nil, grace: TimeSpan(.seconds(1)),
            runner: .none, engineOptions: EngineOptions(), runNetworkOption: RunNetworkOption())
        ledger = try state.ledger()
    }

    /// Somebody does something, and perhaps the daemon does, too.
    mutating func step(_ place: String) async throws {
        served.step()
        try await work()
        guard served.random(below: 10) < 4 else { return }
        try await served.export()
        switch served.random(below: 20) {
        case 0: try await pollInAnOutage()
        case 1:
            (ledger, noted) = (try state.ledger(), NotedRules())
            try await poll()
        // The repository goes on between the list and the fetch.
        case 2...4: try await poll { $0.step() }
        default: try await poll()
        }
        try await compare(place)
    }

    /// What `ledger verify` does.
    func verify(_ place: String) async throws {
        let findings = try await LedgerAudit(store: ledger, state: state).findings().findings.map(\.text)
        #expect(findings == [], "\(place)")
    }

    private func pollInAnOutage() async throws {
        await server.stop()
        await #expect(throws: GitFailure.self) { _ = try await remote.heads() }
        try await server.start()
    }

    private mutating func poll(meanwhile change: (inout ServedHistory) -> Void = { _ in }) async throws {
        let listed = (real: try await remote.heads(), model: served.world.heads)
        change(&served)
        try await served.export()
        let poll = RepositoryPoll(
            repository: repository, remote: remote, store: ledger, setup: setup, noted: noted,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        _ = try await poll.observe(listed.real)
        var look = RepositoryLook(repository, heads: listed.model, recorded: expected.tips)
        guard look.hasNews else { return }
        look.heads = served.world.heads
        look.deletedTips = expected.deletedTips
        look.coalesced = expected.coalesced
        expected.record(try await look.observation(served.world.history))
    }

    /// Carries out what waits, of each branch the oldest first.
    private mutating func work() async throws {
        while served.random(below: 2) == 0 {
            let claimed = try await ledger.claim(
                for: Self.owner, among: ["r"], lease: .seconds(60), at: setup.context.moment)
            guard let claimed else { return }
            try await ledger.finish(claimed.claim, .passed, at: setup.context.moment)
            let commit = try #require(served.model[claimed.record.commit])
            expected.begin(commit.hex, on: claimed.record.ref)
        }
    }

    private func compare(_ place: String) async throws {
        let runs = try await ledger.runs(RunFilter())
        let states = Dictionary(runs.map { ($0.id, $0.status) }) { first, _ in first }
        var found: [String: [String: ModelLedger.Fate]] = [:]
        for row in try await ledger.commits(of: "r") {
            let commit = try #require(served.model[row.commit]).hex
            let fate: ModelLedger.Fate =
                switch row.fate {
                case .run(let id): states[id] == .queued ? .queued : .begun
                case .coalesced(let newer): .coalesced(try #require(served.model[newer]).hex)
                case .skipped: .skipped
                case .vanished: .vanished
                }
            let other = found[row.ref, default: [:]].updateValue(fate, forKey: commit)
            #expect(other == nil, "\(commit), \(place)")
        }
        try #require(found == expected.fates, "\(place)")
        let tips = try await ledger.tips(of: "r")?.compactMapValues { served.model[$0] }
        #expect(tips == expected.tips, "\(place)")
        try await verify(place)
    }
}
