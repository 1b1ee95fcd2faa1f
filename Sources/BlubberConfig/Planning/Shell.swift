/// Text for a POSIX shell.
enum Shell {
    /// Commands of which each runs only if those before it succeeded.
    static func chain(_ commands: [String]) -> String { commands.joined(separator: " && ") }

    /// The first word as it is, since it may be shell text, and the others as arguments.
    static func command(_ words: [String]) -> String {
        (words.prefix(1) + words.dropFirst().map(quoted)).joined(separator: " ")
    }

    /// An argument in double quotes, in which `$` and backquotes stay live.
    static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\"")
        }
        if isPlain { return "\"\(text)\"" }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\x" + (digits.count < 2 ? "0" : "") + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
