/// A moment in seconds since 1970, as a calendar shows it in UTC.
struct UTCTime: Hashable {
    let secondsSince1970: Int

    init(secondsSince1970: Int) {
        self.secondsSince1970 = secondsSince1970
    }

    /// Reads the form of Debian's `Release` files, `Sat, 11 Jul 2026 10:16:37 UTC`; `nil` for anything else.
    init?(releaseDate text: some StringProtocol) {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "UTC" || words[5] == "GMT" || words[5] == "+0000",
            let day = Int(words[1]), (1...31).contains(day), let year = Int(words[3]), (1970...9999).contains(year),
            let month = Self.months.firstIndex(where: { words[2] == $0 })
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        let days = Self.days(year: year, month: month + 1, day: day)
        secondsSince1970 = ((days * 24 + clock[0]) * 60 + clock[1]) * 60 + clock[2]
    }

    /// `YYYYMMDD`.
    var compactDay: String {
        let (year, month, day) = civil
        return "\(Self.padded(year, to: 4))\(Self.padded(month))\(Self.padded(day))"
    }

    /// RFC 3339, to the second: `2026-07-11T10:16:37Z`.
    var rfc3339: String {
        let (year, month, day) = civil
        let second = secondsSince1970 - dayNumber * 86_400
        let clock = [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0) }.joined(separator: ":")
        return "\(Self.padded(year, to: 4))-\(Self.padded(month))-\(Self.padded(day))T\(clock)Z"
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private var dayNumber: Int {
        let (quotient, remainder) = secondsSince1970.quotientAndRemainder(dividingBy: 86_400)
        return remainder < 0 ? quotient - 1 : quotient
    }

    // Both directions count years from 1 March, so that a leap day is a year's last: Howard Hinnant, "chrono-compatible
    // low-level date algorithms". Valid for years from 0 on.
    private var civil: (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func padded(_ number: Int, to width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
