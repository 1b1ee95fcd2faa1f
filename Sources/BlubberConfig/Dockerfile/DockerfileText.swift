/// Quoting for Dockerfiles.
enum DockerfileText {
    /// A value in double quotes in which `$NAME` is expanded.
    static func expanding(_ text: String) -> String { quoted(text, escaping: "\\\"") }

    /// A value in double quotes that means what it says.
    static func literal(_ text: String) -> String { quoted(text, escaping: "\\\"$") }

    private static func quoted(_ text: String, escaping special: String) -> String {
        "\"" + escaped(text, special) + "\""
    }

    private static func escaped(_ text: String, _ special: String) -> String {
        guard text.contains(where: special.contains) else { return text }
        return String(text.flatMap { special.contains($0) ? ["\\", $0] : [$0] })
    }

    /// A word that means what it says where the frontend expands words.
    static func wordEscaped(_ text: String) -> String { escaped(text, "\\$\"'") }

    /// The value of a flag: quoted if the flag would end within it otherwise.
    static func flagValue(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0.isLetterOrDigit || "/*?!.-_+@%:,=[]{}~^".utf8.contains($0) }
        return isPlain ? text : literal(text)
    }

    /// A word for a shell that means what it says.
    static func singleQuoted(_ text: some StringProtocol) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// A JSON list of texts.
    static func json(_ texts: [String]) -> String {
        "[" + texts.map(json).joined(separator: ", ") + "]"
    }

    private static func json(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// A here-document whose text is taken as it is and ends in a newline.
    static func hereDocument(_ text: String, word: String, target: String? = nil) -> String {
        let lines = Set(text.split(separator: "\n"))
        var end = word
        var number = 1
        while lines.contains(Substring(end)) {
            number += 1
            end = "\(word)_\(number)"
        }
        let head = (["<<\"\(end)\""] + [target].compactMap(\.self)).joined(separator: " ")
        return "\(head)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(end)"
    }

    /// Whether a `${` has no `}` behind it.
    static func hasOpenBrace(_ text: String) -> Bool {
        let parts = text.split(separator: "${", omittingEmptySubsequences: false)
        return parts.dropFirst().contains { !$0.contains("}") }
    }
}
