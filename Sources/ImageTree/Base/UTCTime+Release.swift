internal import Glibc
internal import PipelineCore

extension UTCTime {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Reads the form of Debian's `Release` files, `Sat, 11 Jul 2026 10:16:37 UTC`; `nil` for anything else.
    init?(releaseDate text: some StringProtocol) {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "UTC" || words[5] == "GMT" || words[5] == "+0000",
            let day = Int32(words[1]), (1...31).contains(day), let year = Int32(words[3]), (1970...9999).contains(year),
            let month = Self.months.firstIndex(where: { words[2] == $0 })
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int32($0) }
        guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, Int32(month), day)
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (clock[0], clock[1], clock[2])
        self.init(seconds: timegm(&parts))
    }

    /// `YYYYMMDD`.
    var compactDay: String { String(compactText.prefix { $0 != "-" }) }
}
