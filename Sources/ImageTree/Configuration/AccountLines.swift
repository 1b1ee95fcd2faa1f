internal import Diagnostics

/// The lines of a configuration that say with which account to publish: what stands in them is shown to nobody, whatever
/// else is wrong with the file.
struct AccountLines {
    /// The text with the values left out.
    private(set) var shown = ""
    /// Their numbers, counted from 1.
    private(set) var numbers: Set<Int> = []

    init(_ text: String) {
        var isInside = false
        for (index, line) in PlainText.lines(text).enumerated() {
            if index > 0 { shown += "\n" }
            if let start = Self.value(in: line) {
                isInside = true
                let isEmpty = line[start...].isBlank
                shown += isEmpty ? line : line[..<start] + " …"
            } else if isInside, !Self.beginsKey(line) {
                shown += line[...].isBlank ? line : "…"
            } else {
                isInside = false
                shown += line
                continue
            }
            numbers.insert(index + 1)
        }
    }

    /// Where the value of a key such as `password` begins, which may be written otherwise by mistake.
    private static func value(in line: String) -> String.Index? {
        var rest = line[...]
        while let colon = rest.firstIndex(of: ":") {
            let start = rest[..<colon].lastIndex { "{,?".contains($0) }.map(rest.index(after:)) ?? rest.startIndex
            let key = rest[start..<colon].filter { !" \t\"'".contains($0) }
            if key.lowercased().contains("pass") || nearMatch(to: key, among: ["username", "password"]) != nil {
                return line.index(after: colon)
            }
            rest = rest[line.index(after: colon)...]
        }
        return nil
    }

    /// Anything else goes on with the value of the line above.
    private static func beginsKey(_ line: String) -> Bool {
        line.first.map { !$0.isWhitespace && $0 != "#" } == true && line.contains(":")
    }
}
