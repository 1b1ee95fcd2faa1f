import FleetConfig
import FleetPolling
import GitWatcher
import Ledger
import Testing

/// What a poll finds of proposed changes.
@Suite struct ProposalTests {
    private static let settings = "proposals: [\"refs/pull/*/head\", \"refs/changes/*/*/*\"]"
    private var history = ModelHistory()

    private func observe(
        _ tips: KeyValuePairs<String, ObjectID>, recorded: KeyValuePairs<String, ObjectID>?,
        settings: String = Self.settings, former: String? = nil
    ) async throws -> Observation {
        let known = recorded.map { Dictionary(uniqueKeysWithValues: $0.map { (fullName($0.key), $0.value) }) }
        var look = RepositoryLook(try repository(settings), heads: heads(tips), recorded: known)
        look.formerRules = try former.map { WatchRules(try repository($0).settings) }
        return try await look.observation(history)
    }

    @Test mutating func aNewOneGetsAGateRun() async throws {
        let main = history.line(1)
        let change = history.line(2, on: main[0])
        let found = try await observe(
            ["main": main[0], "refs/pull/7/head": change[1], "refs/pull/7/merge": change[0]],
            recorded: ["main": main[0]])
        #expect(found.fates == ["7/head 3: run gate"])
        #expect(found.happenings == ["proposal-created 7/head >3"])
        #expect(found.updates == [RefUpdate("refs/pull/7/head", from: nil, to: change[1].hex)])
    }

    @Test mutating func whatWasProposedBeforeIsRecorded() async throws {
        let main = history.line(2)
        let reason = "the change was proposed before it was watched"
        let tips: KeyValuePairs<String, ObjectID> = ["main": main[0], "refs/pull/7/head": main[1]]
        #expect(try await observe(tips, recorded: nil).fates.contains("7/head 2: \(reason)"))
        let later = try await observe(tips, recorded: ["main": main[0]], former: "branches: [main]")
        #expect(later.fates == ["7/head 2: \(reason)"] && later.events.isEmpty)
    }

    @Test mutating func aNewTipTakesThePlaceOfTheOld() async throws {
        let line = history.line(3)
        let found = try await observe(
            ["main": line[0], "refs/pull/7/head": line[2]], recorded: ["main": line[0], "refs/pull/7/head": line[1]])
        #expect(found.happenings == ["proposal-moved 7/head 2>3 -2"] && found.fates == ["7/head 3: run gate"])
        let gone = try await observe(["main": line[0]], recorded: ["main": line[0], "refs/pull/7/head": line[1]])
        #expect(gone.happenings == ["proposal-deleted 7/head 2> -2"] && gone.fates.isEmpty)
        // It is there, and nobody wants to know.
        let unwatched = try await observe(
            ["main": line[0], "refs/pull/7/head": line[1]],
            recorded: ["main": line[0], "refs/pull/7/head": line[1]], settings: "")
        #expect(unwatched.events.isEmpty && unwatched.fates.isEmpty)
        #expect(unwatched.updates == [RefUpdate("refs/pull/7/head", from: line[1].hex, to: nil)])
    }

    @Test mutating func patchSetsComeInTheirOrderAndNotesAreNone() async throws {
        let line = history.line(4)
        let found = try await observe(
            [
                "main": line[0], "refs/changes/34/1234/10": line[3], "refs/changes/34/1234/2": line[2],
                "refs/changes/34/1234/meta": line[1],
            ], recorded: ["main": line[0]])
        #expect(found.fates == ["34/1234/2 3: run gate", "34/1234/10 4: run gate"])
    }

    @Test mutating func pathsAreThoseOfAllItsCommits() async throws {
        let main = history.line(1)
        let api = history.commit(on: [main[0]], changing: ["api/x"])
        let web = history.commit(on: [api], changing: ["web/y"])
        let tips: KeyValuePairs<String, ObjectID> = ["main": main[0], "refs/pull/7/head": web]
        let cases = [("api", "run gate"), ("web", "run gate"), ("docs", "it changes no file that matters")]
        for (folder, fate) in cases {
            let settings = "\(Self.settings), paths: [\(folder)]"
            let found = try await observe(tips, recorded: ["main": main[0]], settings: settings)
            #expect(found.fates == ["7/head 3: \(fate)"])
        }
        let silent = try await observe(
            tips, recorded: ["main": main[0]], settings: "\(Self.settings), events: {merge: [x]}")
        #expect(silent.fates == ["7/head 3: no pipeline runs for proposed changes"])
    }

    @Test func rulesSurviveAsText() throws {
        let rules = WatchRules(try repository("\(Self.settings), tags: [\"v*\"]").settings)
        #expect(WatchRules(text: rules.text) == rules)
        #expect(rules.cover("refs/pull/1/head", head: nil) && !rules.cover("refs/notes/x", head: nil))
    }
}
