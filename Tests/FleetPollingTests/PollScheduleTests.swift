import FleetConfig
import FleetPolling
import Testing

@Suite struct PollScheduleTests {
    private func schedule(_ limits: String = "{}", _ entries: String..., seed: UInt64 = 1) throws -> PollSchedule {
        let text = "{limits: \(limits), repositories: [\(entries.joined(separator: ", "))]}"
        let fleet = try FleetConfiguration.parse(text.utf8, file: "watch.yaml", folder: "/")
        var schedule = PollSchedule(limits: fleet.limits, seed: seed)
        schedule.watch(fleet.repositories, limits: fleet.limits, at: .zero)
        return schedule
    }

    private func names(_ targets: [PollTarget], _ schedule: PollSchedule) -> [String] {
        targets.flatMap { schedule.names(of: $0) }.sorted()
    }

    @Test func pollsAtOnceAndThenByTheInterval() throws {
        var schedule = try schedule("{}", "{name: a, url: \"git://h/a\", interval: 10s}")
        let first = schedule.begin(at: .zero)
        #expect(names(first, schedule) == ["a"])
        #expect(schedule.nextDue == nil)
        schedule.finish(first[0], hadAnswer: true, at: .seconds(1))
        let due = try #require(schedule.nextDue)
        // Counted from the beginning of the poll, with a tenth of jitter.
        #expect(due >= .seconds(9) && due <= .seconds(11))
        #expect(schedule.begin(at: due - .milliseconds(1)).isEmpty)
        #expect(schedule.begin(at: due) == first)
        schedule.finish(first[0], hadAnswer: true, at: .seconds(500))
        #expect(schedule.nextDue == .seconds(500))
    }

    @Test func spreadsThePolls() throws {
        var schedule = try schedule("{per-host: 100}", "{name: a, url: \"git://h/a\"}", "{name: b, url: \"git://h/b\"}")
        for target in schedule.begin(at: .zero) { schedule.finish(target, hadAnswer: true, at: .zero) }
        let first = try #require(schedule.nextDue)
        #expect(schedule.begin(at: first).count == 1)
    }

    @Test func sharesOnePollOfOneAddress() throws {
        var schedule = try schedule(
            "{}", "{name: a, url: \"git://h/x\", interval: 60s}", "{name: b, url: \"git://h/x\", interval: 10s}",
            "{name: c, url: \"git://h/y\"}")
        let targets = schedule.begin(at: .zero)
        #expect(targets.map { schedule.names(of: $0) } == [["a", "b"], ["c"]])
        schedule.finish(targets[0], hadAnswer: true, at: .zero)
        #expect(try #require(schedule.nextDue) <= .seconds(11))
    }

    @Test func boundsTheConnectionsOfAHost() throws {
        var schedule = try schedule(
            "{per-host: 2, hosts: {slow: 1}}", "{name: a, url: \"git://h/a\"}", "{name: b, url: \"git://h/b\"}",
            "{name: c, url: \"git://h/c\"}", "{name: d, url: \"git://slow/d\"}", "{name: e, url: \"git://slow/e\"}",
            "{name: f, url: /srv/f}")
        let first = schedule.begin(at: .zero)
        #expect(names(first, schedule) == ["a", "b", "d", "f"])
        #expect(schedule.begin(at: .seconds(1)).isEmpty)
        #expect(schedule.nextDue == nil)
        let done = try #require(first.first { schedule.names(of: $0) == ["b"] })
        schedule.finish(done, hadAnswer: true, at: .seconds(1))
        #expect(names(schedule.begin(at: .seconds(1)), schedule) == ["c"])
    }

    @Test func pausesLongerAndLongerUpToACeiling() throws {
        var schedule = try schedule("{backoff: 60s}", "{name: a, url: \"git://h/a\", interval: 10s}")
        var pauses: [Duration] = []
        var now = Duration.zero
        for _ in 0..<6 {
            let target = schedule.begin(at: now)[0]
            schedule.finish(target, hadAnswer: false, at: now)
            let next = try #require(schedule.nextDue)
            pauses.append(next - now)
            now = next
        }
        for (pause, expected) in zip(pauses, [20, 40, 60, 60, 60, 60]) {
            #expect(pause >= .seconds(expected) * 0.9 && pause <= .seconds(expected) * 1.1)
        }
        schedule.finish(schedule.begin(at: now)[0], hadAnswer: true, at: now)
        #expect(try #require(schedule.nextDue) - now <= .seconds(11))
    }

    @Test func pollsAtOnceAfterAHint() throws {
        var schedule = try schedule("{}", "{name: a, url: \"git://h/a\"}", "{name: b, url: \"git://h/b\"}")
        let targets = schedule.begin(at: .zero)
        // A poll that is under way may have looked too early.
        schedule.hint("a", at: .seconds(1))
        for target in targets { schedule.finish(target, hadAnswer: false, at: .seconds(2)) }
        #expect(names(schedule.begin(at: .seconds(2)), schedule) == ["a"])
        schedule.hint("b", at: .seconds(3))
        schedule.hint("nobody", at: .seconds(3))
        #expect(names(schedule.begin(at: .seconds(3)), schedule) == ["b"])
        for target in targets { schedule.finish(target, hadAnswer: true, at: .seconds(4)) }
        schedule.hintAll(at: .seconds(5))
        #expect(names(schedule.begin(at: .seconds(5)), schedule) == ["a", "b"])
    }

    @Test func takesANewFleetOver() throws {
        var schedule = try schedule(
            "{}", "{name: a, url: \"git://h/a\", interval: 1h}", "{name: b, url: \"git://h/b\"}")
        let targets = schedule.begin(at: .zero)
        schedule.finish(targets[0], hadAnswer: true, at: .zero)
        let text = "repositories: [{name: a, url: \"git://h/a\", interval: 10s}, {name: c, url: \"git://h/c\"}]"
        let fleet = try FleetConfiguration.parse(text.utf8, file: "watch.yaml", folder: "/")
        schedule.watch(fleet.repositories, limits: fleet.limits, at: .seconds(1))
        // Ends after it was dropped.
        schedule.finish(targets[1], hadAnswer: true, at: .seconds(1))
        #expect(names(schedule.begin(at: .seconds(1)), schedule) == ["c"])
        #expect(schedule.nextDue == .seconds(11))
    }
}
