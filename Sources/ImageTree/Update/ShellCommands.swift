/// The simple commands of a shell script, as far as their words stand in it.
///
/// Each word is without its quotes, and expansions stay as they are written. What stands in `$(…)` is also a command of its
/// own. Documents that a script holds (`<<EOF`) are left out.
struct ShellCommands {
    /// One command's words and the line that it begins in, counted from 1.
    struct Command: Equatable {
        var words: [String] = []
        var line = 0
    }

    private struct Level {
        /// What ends it: a parenthesis or a backtick.
        var end: Unicode.Scalar?
        var command = Command()
        var word = ""
        var hasWord = false
        var isQuoted = false
        /// What the word is that comes next, if it is none of the command.
        var redirection: String?
        /// All words, for the word of the level outside.
        var text = ""
    }

    /// In the order in which they end.
    private(set) var commands: [Command] = []
    private var level = Level()
    private var outer: [Level] = []
    private var documents: [String] = []
    private var line = 1
    private var rest: Substring.UnicodeScalarView

    init(_ script: String) {
        rest = script[...].unicodeScalars
        while let scalar = next() {
            if level.isQuoted { quoted(scalar) } else { plain(scalar) }
        }
        repeat { endCommand() } while close()
    }

    private mutating func next() -> Unicode.Scalar? {
        let scalar = rest.popFirst()
        if scalar == "\n" { line += 1 }
        return scalar
    }

    private mutating func quoted(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": level.isQuoted = false
        case "\\": if let escaped = next() { take(escaped) }
        case "$" where rest.first == "(": open()
        case "`": open("`")
        default: take(scalar)
        }
    }

    private mutating func plain(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"":
            begin()
            level.isQuoted = true
        case "'":
            begin()
            while let inside = next(), inside != "'" { take(inside) }
        case "\\": if let escaped = next(), escaped != "\n" { take(escaped) }
        case "$" where rest.first == "(": open()
        case "#" where !level.hasWord: while let skipped = rest.first, skipped != "\n" { rest.removeFirst() }
        case " ", "\t": endWord()
        case "<", ">": redirect(scalar)
        case "`" where level.end != "`": open("`")
        case ")", "`":
            endCommand()
            if level.end == scalar { _ = close() }
        case "\n":
            endCommand()
            skipDocuments()
        case ";", "|", "&", "(": endCommand()
        default: take(scalar)
        }
    }

    private mutating func begin() {
        if !level.hasWord, level.command.words.isEmpty { level.command.line = line }
        level.hasWord = true
    }

    private mutating func take(_ scalar: Unicode.Scalar) {
        begin()
        level.word.unicodeScalars.append(scalar)
    }

    private mutating func open(_ end: Unicode.Scalar = ")") {
        if end == ")" { rest.removeFirst() }
        begin()
        level.word += "$("
        outer.append(level)
        level = Level(end: end)
    }

    private mutating func close() -> Bool {
        guard let last = outer.popLast() else { return false }
        let text = level.text
        level = last
        level.word += text + ")"
        return true
    }

    private mutating func redirect(_ scalar: Unicode.Scalar) {
        if level.word.allSatisfy(\.isNumber) { level.hasWord = false }
        endWord()
        var sign = String(scalar)
        while let more = rest.first, "<>&-".unicodeScalars.contains(more) {
            sign.unicodeScalars.append(more)
            rest.removeFirst()
        }
        level.redirection = sign
    }

    private mutating func endWord() {
        defer { (level.word, level.hasWord) = ("", false) }
        guard level.hasWord else { return }
        if let sign = level.redirection {
            if sign == "<<" || sign == "<<-" { documents.append(level.word) }
            level.redirection = nil
        } else {
            level.command.words.append(level.word)
            level.text += " " + level.word
        }
    }

    private mutating func endCommand() {
        endWord()
        if !level.command.words.isEmpty { commands.append(level.command) }
        level.command = Command()
        level.redirection = nil
    }

    private mutating func skipDocuments() {
        for end in documents {
            while !rest.isEmpty {
                var text = ""
                while let scalar = next(), scalar != "\n" { text.unicodeScalars.append(scalar) }
                if text[...].trimmed == end { break }
            }
        }
        documents = []
    }
}
