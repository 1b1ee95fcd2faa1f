internal import ArgumentParser
internal import ConfigValues

extension TimeSpan {
    /// Takes what files take, except for no time at all.
    init(flag text: String) throws {
        guard let span = TimeSpan(text), span.duration > .zero else {
            let isNumber = !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isNumber } && Int(text) != 0
            let example = isNumber ? "`\(text)s`, `\(text)m` or" : "`90s` or"
            throw ValidationError("give a length of time with its unit, such as \(example) `1h30m`")
        }
        self = span
    }
}
