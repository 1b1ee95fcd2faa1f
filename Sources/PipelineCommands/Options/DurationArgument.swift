internal import ArgumentParser

/// A length of time on the command line: a number and `s`, `m` or `h`, such as `90s`, `10m`, `1h`.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    init?(argument: String) {
        let factors: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
        guard let unit = argument.last, let number = Int(argument.dropLast()), number > 0, let factor = factors[unit]
        else { return nil }
        duration = .seconds(number * factor)
    }

    var defaultValueDescription: String {
        let seconds = duration.components.seconds
        return seconds % 3600 == 0 ? "\(seconds / 3600)h" : seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
    }
}
