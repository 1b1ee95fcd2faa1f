import PipelineCore
import PipelineTestSupport
import RunFiles
import Testing

@Suite struct TagTimesTests {
    @Test func noTwoRunsOfAProjectShareASecond() async throws {
        try await withTemporaryFolder { folder in
            let times = TagTimes(in: StateFolder("\(folder)/state"))
            let now = UTCTime(seconds: 1_700_000_000)
            let claimed = try await withThrowingTaskGroup { group in
                for _ in 0..<20 { group.addTask { try times.claim(for: "a/b", at: now).seconds } }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(claimed == Set(now.seconds..<now.seconds + 20))
            #expect(try times.claim(for: "a/c", at: now) == now)
            #expect(try times.claim(for: "a/b", at: UTCTime(seconds: now.seconds + 100)).seconds == now.seconds + 100)
        }
    }

    @Test func forgetsWhatAWrongClockClaimed() async throws {
        try await withTemporaryFolder { folder in
            let times = TagTimes(in: StateFolder(folder))
            let now = UTCTime(seconds: 1_700_000_000)
            _ = try times.claim(for: "a", at: UTCTime(seconds: now.seconds + 200_000))
            #expect(try times.claim(for: "a", at: now) == now)
            try write("no JSON", to: "\(folder)/tag-times.json")
            #expect(try times.claim(for: "a", at: now) == now)
        }
    }
}
