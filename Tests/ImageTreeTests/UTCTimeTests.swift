import PipelineCore
import Testing

@testable import ImageTree

@Suite struct UTCTimeTests {
    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 UTC", 0, "19700101", "1970-01-01T00:00:00Z"),
        ("Sat, 11 Jul 2026 10:16:37 UTC", 1_783_764_997, "20260711", "2026-07-11T10:16:37Z"),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199, "20240229", "2024-02-29T23:59:59Z"),
        ("Tue, 01 Mar 2100 00:00:00 +0000", 4_107_542_400, "21000301", "2100-03-01T00:00:00Z"),
        ("Sat,  7 Feb 2026 05:06:07 UTC", 1_770_440_767, "20260207", "2026-02-07T05:06:07Z"),
    ])
    func releaseDates(_ text: String, _ seconds: Int, _ day: String, _ rfc3339: String) throws {
        let time = try #require(UTCTime(releaseDate: text))
        #expect(time.seconds == seconds)
        #expect(time.compactDay == day)
        #expect(time.rfc3339 == rfc3339)
    }

    @Test(arguments: [
        "", "today", "Sat, 11 Jul 2026 10:16 UTC", "Sat, 11 Jly 2026 10:16:37 UTC", "Sat, 11 Jul 2026 10:16:37 CET",
    ])
    func otherTextsAreNoDates(_ text: String) {
        #expect(UTCTime(releaseDate: text) == nil)
    }
}
