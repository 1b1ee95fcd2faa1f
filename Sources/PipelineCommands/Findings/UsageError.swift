internal import ArgumentParser
internal import Diagnostics

/// Errors of the command line in the words of all other errors.
enum UsageError {
    /// Turns what the argument parser says into `error: …` with a `usage:` and a `help:` line.
    static func text(_ parserText: String) -> String {
        var lines = parserText.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var result = ""
        if let first = lines.first, first.hasPrefix("Error: ") {
            lines.removeFirst()
            result = "error: " + lowercasingFirst(first.dropFirst("Error: ".count)) + commandHint(first)
        }
        for line in lines {
            if line.hasPrefix("Usage: ") {
                result += "\n  usage: \(line.dropFirst("Usage: ".count))"
            } else if let see = line.firstRange(of: "See '"), let end = line.firstRange(of: "' for more") {
                result += "\n  help: `\(line[see.upperBound..<end.lowerBound])` explains it"
            } else if line.hasPrefix("Help: ") {
                result += "\n  note: \(trimmed(line.dropFirst("Help: ".count)))"
            } else if !line.isEmpty {
                result += "\n    \(trimmed(line[...]))"
            }
        }
        return result
    }

    /// The parser takes a misspelt command for an argument too many.
    private static func commandHint(_ text: String) -> String {
        let words = text.split(separator: "'", omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == "Error: Unexpected argument " else { return "" }
        let commands = PipelineRunnerCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
        return nearMatch(to: String(words[1]), among: commands).map { "\n  help: did you mean `\($0)`?" } ?? ""
    }

    /// Our messages begin in lower case; a word all in capitals stays.
    private static func lowercasingFirst(_ text: Substring) -> String {
        guard let first = text.first, text.dropFirst().first?.isUppercase != true else { return String(text) }
        return first.lowercased() + text.dropFirst()
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " })
    }
}
