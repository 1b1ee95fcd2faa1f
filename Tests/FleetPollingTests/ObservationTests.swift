import FleetConfig
import FleetPolling
import GitWatcher
import Ledger
import Testing

/// Each rule of docs/watch.md for what a poll finds.
@Suite struct ObservationTests {
    private var history = ModelHistory()
    private let firstSight = "the branch was seen for the first time"

    private func observe(
        _ settings: String = "", _ heads: RemoteHeads, recorded: KeyValuePairs<String, ObjectID>?,
        _ change: (inout RepositoryLook) -> Void = { _ in }
    ) async throws -> Observation {
        let tips = recorded.map { Dictionary(uniqueKeysWithValues: $0.map { (fullName($0.key), $0.value) }) }
        var look = RepositoryLook(try repository(settings), heads: heads, recorded: tips)
        change(&look)
        let observation = try await look.observation(history)
        #expect(look.hasNews == (tips == nil || !observation.isEmpty))
        return observation
    }

    @Test mutating func recordsTheTipAtFirstSight() async throws {
        let line = history.line(3)
        let heads = heads(["main": line[2], "other": line[1], "v1": line[0]])
        let found = try await observe("tags: [\"v*\"]", heads, recorded: nil)
        #expect(found.fates == ["main 3: \(firstSight)", "v1 1: the tag was there before it was watched"])
        #expect(found.events.isEmpty)
        #expect(
            found.updates == [
                RefUpdate("refs/heads/main", from: nil, to: line[2].hex),
                RefUpdate("refs/tags/v1", from: nil, to: line[0].hex),
            ])
        #expect(try await observe("first-sight: run", heads, recorded: nil).fates == ["main 3: run"])
        #expect(try await observe("", self.heads([:], head: nil), recorded: nil).isEmpty)
    }

    private func heads(_ tips: KeyValuePairs<String, ObjectID>, head: String? = "refs/heads/main") -> RemoteHeads {
        FleetPollingTests.heads(tips, head: head)
    }

    @Test mutating func runsEveryCommitOldestFirst() async throws {
        let line = history.line(4)
        let found = try await observe("", heads(["main": line[3]]), recorded: ["main": line[0]])
        #expect(found.fates == ["main 2: run", "main 3: run", "main 4: run"])
        #expect(found.events.isEmpty)
        #expect(found.updates == [RefUpdate("refs/heads/main", from: line[0].hex, to: line[3].hex)])
        #expect(try await observe("", heads(["main": line[3]]), recorded: ["main": line[3]]).isEmpty)
    }

    @Test mutating func runsTheNewestWhereThatIsWanted() async throws {
        let line = history.line(4)
        let found = try await observe("commits: latest", heads(["main": line[3]]), recorded: ["main": line[0]])
        #expect(found.fates == ["main 2: in 4", "main 3: in 4", "main 4: run"])
    }

    /// A commit whose run would have been that of a newer one gets its own when the newer one is pushed away.
    @Test mutating func runsWhatAVanishedCommitCovered() async throws {
        let line = history.line(4)
        let found = try await observe("commits: latest", heads(["main": line[2]]), recorded: ["main": line[3]]) {
            $0.coalesced = [line[1], line[2]].map { CoalescedCommit($0, on: "refs/heads/main", into: line[3]) }
        }
        #expect(found.happenings == ["force-pushed main 4>3 -4"])
        #expect(found.fates == ["main 2: in 3", "main 3: run"])
    }

    @Test mutating func goesByFirstParents() async throws {
        let main = history.line(1)
        let side = history.line(2, on: main[0])
        let (one, two) = (history.commit(on: [main[0]]), history.commit(on: [main[0]]))
        let merge = history.commit(on: [main[0], side[1]])
        let octopus = history.commit(on: [merge, one, two])
        let found = try await observe("", heads(["main": octopus]), recorded: ["main": main[0]])
        #expect(found.fates == ["main 6: run", "main 7: run"])
        #expect(found.events.isEmpty)
    }

    /// Somebody merged main into a topic and pushed that as main: nothing is lost, but the line is another one.
    @Test mutating func runsTheCommitsOfALineThatTookOver() async throws {
        let main = history.line(2)
        let topic = history.line(1, on: main[0])
        let merge = history.commit(on: [topic[0], main[1]])
        let found = try await observe("", heads(["main": merge]), recorded: ["main": main[1]])
        #expect(found.fates == ["main 3: run", "main 4: run"])
        #expect(found.events.isEmpty)
    }

    @Test mutating func tellsAForcePush() async throws {
        let old = history.line(4)
        let new = history.line(2, on: old[1])
        let found = try await observe("", heads(["main": new[1]]), recorded: ["main": old[3]])
        #expect(found.happenings == ["force-pushed main 4>6 -3,4"])
        #expect(found.fates == ["main 5: run", "main 6: run"])
        let rewound = try await observe("", heads(["main": old[1]]), recorded: ["main": old[3]])
        #expect(rewound.happenings == ["force-pushed main 4>2 -3,4"])
        #expect(rewound.fates.isEmpty)
        // The store knows which of them had their run before.
        let back = try await observe("", heads(["main": old[3]]), recorded: ["main": old[1]])
        #expect(back.fates == ["main 3: run", "main 4: run"])
        #expect(back.events.isEmpty)
    }

    /// A squash takes the place of commits that were merged: only what is nowhere in the new history is gone.
    @Test mutating func keepsWhatAForcePushLeavesReachable() async throws {
        let base = history.line(1)
        let old = history.line(2, on: base[0])
        let merge = history.commit(on: [base[0], old[0]])
        let found = try await observe("", heads(["main": merge]), recorded: ["main": old[1]])
        #expect(found.happenings == ["force-pushed main 3>4 -3"])
        #expect(found.fates == ["main 4: run"])
    }

    @Test mutating func runsTheTipOfARewrittenHistory() async throws {
        let old = history.line(2)
        let new = history.line(3)
        let found = try await observe("", heads(["main": new[2]]), recorded: ["main": old[1]])
        #expect(found.happenings == ["history-rewritten main 2>5 -1,2"])
        #expect(found.fates == ["main 5: run"])
    }

    @Test mutating func knowsNothingOfAnOldTipThatIsNotThere() async throws {
        let new = history.line(2)
        let found = try await observe("", heads(["main": new[1]]), recorded: ["main": ModelHistory.id(99)])
        #expect(found.happenings == ["history-rewritten main 99>2"])
        #expect(found.fates == ["main 2: run"])
    }

    @Test mutating func runsWhatIsNewOnANewBranch() async throws {
        let main = history.line(3)
        let release = history.line(2, on: main[1])
        let all = "branches: [\"**\"]"
        let found = try await observe(all, heads(["main": main[2], "r": release[1]]), recorded: ["main": main[2]])
        #expect(found.happenings == ["branch-created r >5"])
        #expect(found.fates == ["r 4: run", "r 5: run"])
        // Commits that came to main at the same time are known to be main's.
        let both = try await observe(all, heads(["main": main[2], "r": release[0]]), recorded: ["main": main[0]])
        #expect(both.fates == ["main 2: run", "main 3: run", "r 4: run"])
    }

    @Test mutating func recordsANewBranchAtAKnownCommit() async throws {
        let main = history.line(3)
        let now = heads(["main": main[2], "r": main[1]])
        let found = try await observe("branches: [\"**\"]", now, recorded: ["main": main[2]])
        #expect(found.happenings == ["branch-created r >2"])
        #expect(found.fates == ["r 2: \(firstSight)"])
        let run = try await observe("branches: [\"**\"], first-sight: run", now, recorded: ["main": main[2]])
        #expect(run.fates == ["r 2: run"])
    }

    @Test mutating func runsTheTipOfABranchWithAHistoryOfItsOwn() async throws {
        let main = history.line(1)
        let pages = history.line(3)
        let found = try await observe(
            "branches: [\"**\"]", heads(["main": main[0], "pages": pages[2]]), recorded: ["main": main[0]])
        #expect(found.fates == ["pages 4: run"])
        // The same holds for the first push to a repository that was empty.
        #expect(try await observe("", heads(["main": pages[1]]), recorded: [:]).fates == ["main 3: run"])
    }

    @Test mutating func recordsABranchThatWasOnlyNotWatchedBefore() async throws {
        let main = history.line(1)
        let release = history.line(2, on: main[0])
        let now = heads(["main": main[0], "release/1": release[1]])
        let former = WatchRules(try repository("branches: [main]").settings)
        let found = try await observe("branches: [main, \"release/*\"]", now, recorded: ["main": main[0]]) {
            $0.formerRules = WatchRules(text: former.text)
        }
        #expect(found.fates == ["release/1 3: \(firstSight)"])
        #expect(found.events.isEmpty)
        let back = try await observe("branches: [main]", now, recorded: ["main": main[0], "release/1": release[1]])
        #expect(back.updates == [RefUpdate("refs/heads/release/1", from: release[1].hex, to: nil)])
        #expect(back.events.isEmpty)
    }

    @Test mutating func tellsADeletedBranchAndItsReturn() async throws {
        let main = history.line(1)
        let release = history.line(3, on: main[0])
        let all = "branches: [\"**\"]"
        let gone = try await observe(
            all, heads(["main": main[0]]), recorded: ["main": main[0], "r": release[1]])
        #expect(gone.happenings == ["branch-deleted r 3>"])
        #expect(gone.fates.isEmpty)
        let old = try await observe(all, heads(["main": main[0], "r": release[0]]), recorded: ["main": main[0]]) {
            $0.deletedTips = [release[1]]
        }
        #expect(old.happenings == ["branch-created r >2"])
        #expect(old.fates == ["r 2: \(firstSight)"])
        let newer = try await observe(all, heads(["main": main[0], "r": release[2]]), recorded: ["main": main[0]]) {
            $0.deletedTips = [release[1]]
        }
        #expect(newer.fates == ["r 4: run"])
    }

    @Test mutating func followsHeadToABranchWithAnotherName() async throws {
        let main = history.line(3)
        let renamed = heads(["trunk": main[2]], head: "refs/heads/trunk")
        let found = try await observe("", renamed, recorded: ["main": main[0]])
        #expect(found.happenings == ["branch-deleted main 1>", "branch-created trunk >3"])
        #expect(found.fates == ["trunk 2: run", "trunk 3: run"])
        // Where both are there, the other one may be old.
        let both = heads(["main": main[0], "trunk": main[2]], head: "refs/heads/trunk")
        let moved = try await observe("", both, recorded: ["main": main[0]])
        #expect(moved.events.isEmpty)
        #expect(moved.fates == ["trunk 3: \(firstSight)"])
        #expect(try await observe("", heads(["main": main[0]], head: nil), recorded: ["main": main[0]]).isEmpty)
    }

    @Test mutating func runsTags() async throws {
        let main = history.line(3)
        let rules = "tags: [\"v*\"]"
        let recorded: KeyValuePairs = ["main": main[0], "v1": main[0], "v2": main[1]]
        let now = heads(["main": main[0], "v1": main[2], "v3": main[1], "vtree": ModelHistory.id(77)])
        let found = try await observe(rules, now, recorded: recorded)
        #expect(
            found.happenings == [
                "tag-deleted v2 2>", "tag-moved v1 1>3", "tag-created v3 >2", "tag-created vtree >77",
            ])
        #expect(
            found.fates == ["v1 3: run tag", "v3 2: run tag", "vtree 77: the tag does not lead to a commit"])
        let none = try await observe("\(rules), events: {merge: [all]}", now, recorded: recorded)
        #expect(none.fates.prefix(1) == ["v1 3: no pipeline runs for tags"])
    }

    @Test mutating func filtersByPaths() async throws {
        let start = history.line(1)
        let api = history.line(1, on: start[0], changing: ["services/api/a.go"])
        let docs = history.line(1, on: api[0], changing: ["services/api/README.md", "docs/x"])
        let web = history.line(1, on: docs[0], changing: ["services/web/x", "docs/x"])
        let empty = history.line(1, on: web[0], changing: [])
        let rules = """
            events: {merge: [{pipelines: [api], paths: [services/api, "!**/*.md"]}, \
            {pipelines: [web], paths: [services/web]}]}
            """
        let reason = "it changes no file that matters"
        let all = try await observe(rules, heads(["main": empty[0]]), recorded: ["main": start[0]])
        #expect(all.fates == ["main 2: run", "main 3: \(reason)", "main 4: run", "main 5: \(reason)"])
        let latest = try await observe(
            "\(rules), commits: latest", heads(["main": empty[0]]), recorded: ["main": start[0]])
        #expect(latest.fates == ["main 2: in 4", "main 3: \(reason)", "main 4: run", "main 5: \(reason)"])
        let settings = try repository(rules).settings
        let covered = settings.rules(for: .merge, changed: ["services/api/a.go", "services/web/x", "docs/x"])
        #expect(covered.map { $0.covers("api") } == [true, false])
        let none = try await observe("events: {tag: [x]}", heads(["main": docs[0]]), recorded: ["main": start[0]])
        #expect(
            none.fates == [
                "main 2: no pipeline runs for merged commits", "main 3: no pipeline runs for merged commits",
            ])
        let whole = try await observe("paths: [docs]", heads(["main": empty[0]]), recorded: ["main": start[0]])
        #expect(whole.fates == ["main 2: \(reason)", "main 3: run", "main 4: run", "main 5: \(reason)"])
    }

    @Test mutating func givesEachBranchItsOwnRun() async throws {
        let line = history.line(3)
        let found = try await observe(
            "branches: [main, next], priority: 7", heads(["main": line[2], "next": line[2]]),
            recorded: ["main": line[1], "next": line[0]])
        #expect(found.fates == ["main 3: run", "next 2: run", "next 3: run"])
        #expect(found.commits[0].plan == .run(RunPlan(.merge, branch: "main", priority: 7)))
    }
}
