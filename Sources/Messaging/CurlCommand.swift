/// What the program `curl` is told, as the text of a configuration file that it reads from standard input: other users of
/// the machine see argument lists.
struct CurlCommand {
    private(set) var text = ""

    /// Sets an option that takes a value.
    mutating func set(_ option: String, _ value: String) {
        var quoted = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": quoted += #"\\"#
            case "\"": quoted += #"\""#
            case "\n": quoted += #"\n"#
            case "\r": quoted += #"\r"#
            case "\t": quoted += #"\t"#
            case "\0": continue
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        text += "\(option) = \"\(quoted)\"\n"
    }

    /// Sets an option that takes none.
    mutating func set(_ option: String) { text += "\(option)\n" }
}
