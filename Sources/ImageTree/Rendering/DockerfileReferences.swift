/// The images that a Dockerfile takes something from: by `FROM`, `COPY --from` and `RUN --mount=…,from=`.
struct DockerfileReferences {
    /// The references in order, each once; those that hold a variable without a default are left out.
    let images: [String]
    /// The last `USER` that stands in the first column, with all that follows it.
    let lastUser: String?

    init(_ text: String) {
        var stages: Set<String> = []
        var count = 0
        var arguments: [String: String] = [:]
        var found: [String] = []
        func add(_ name: Substring) {
            let name = Self.expanded(String(name), arguments)
            let isStage = stages.contains(name.lowercased()) || Int(name).map { $0 < count } == true
            if !isStage, name.lowercased() != "scratch", !name.contains("$"), !name.isEmpty, !found.contains(name) {
                found.append(name)
            }
        }
        for line in Self.logicalLines(text) {
            let words = line.split(whereSeparator: \.isWhitespace)
            switch words.first?.uppercased() {
            case "ARG" where count == 0:
                let parts = words.dropFirst().joined(separator: " ").split(separator: "=", maxSplits: 1)
                if parts.count == 2 { arguments[String(parts[0])] = parts[1].filter { $0 != "\"" && $0 != "'" } }
            case "FROM":
                let rest = words.dropFirst().drop { $0.hasPrefix("--") }
                if let name = rest.first { add(name) }
                if let index = rest.firstIndex(where: { $0.uppercased() == "AS" }), index + 1 < rest.endIndex {
                    stages.insert(rest[index + 1].lowercased())
                }
                count += 1
            case "COPY", "ADD", "RUN":
                for flag in words.dropFirst().prefix(while: { $0.hasPrefix("--") }) {
                    if flag.hasPrefix("--from=") { add(flag.dropFirst(7)) }
                    guard flag.hasPrefix("--mount=") else { continue }
                    for option in flag.dropFirst(8).split(separator: ",") where option.hasPrefix("from=") {
                        add(option.dropFirst(5))
                    }
                }
            default: break
            }
        }
        images = found
        lastUser = text.split(separator: "\n").last { $0.hasPrefix("USER ") }.map(String.init)
    }

    /// Whether the last `USER` is a number, with or without a group's; true where there is none.
    var hasNumericUser: Bool {
        guard let lastUser else { return true }
        let value = lastUser.dropFirst(5).drop(while: \.isWhitespace)
        let parts = value.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) }
    }

    /// Lines without comments, joined where one ends in a backslash.
    private static func logicalLines(_ text: String) -> [String] {
        var lines: [String] = []
        var open: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.trimmed
            if trimmed.hasPrefix("#") || (trimmed.isEmpty && open != nil) { continue }
            let joined = (open.map { $0 + " " } ?? "") + trimmed
            if joined.hasSuffix("\\") {
                open = String(joined.dropLast())
            } else {
                lines.append(joined)
                open = nil
            }
        }
        return lines + (open.map { [$0] } ?? [])
    }

    /// `$NAME`, `${NAME}` and `${NAME:-default}` by arguments with a default.
    private static func expanded(_ text: String, _ arguments: [String: String]) -> String {
        guard let dollar = text.firstIndex(of: "$") else { return text }
        let rest = text[text.index(after: dollar)...]
        if rest.hasPrefix("{"), let end = rest.firstIndex(of: "}") {
            let inside = rest[rest.index(after: rest.startIndex)..<end]
            let parts = inside.split(separator: ":", maxSplits: 1)
            let fallback = parts.count > 1 && parts[1].hasPrefix("-") ? String(parts[1].dropFirst()) : nil
            guard let name = parts.first, let value = arguments[String(name)] ?? fallback else { return text }
            return expanded(text[..<dollar] + value + rest[rest.index(after: end)...], arguments)
        }
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        guard !name.isEmpty, let value = arguments[String(name)], !value.contains("$") else { return text }
        return expanded(text[..<dollar] + value + rest[name.endIndex...], arguments)
    }
}
