/// The images that a Dockerfile takes something from: by `FROM`, `COPY --from` and `RUN --mount=…,from=`.
struct DockerfileReferences {
    /// The references in order, each once; those that hold a variable without a default are left out.
    let images: [String]

    init(_ text: String) {
        var stages: Set<String> = []
        var count = 0
        var arguments: [String: String] = [:]
        var found: [String] = []
        func add(_ name: some StringProtocol) {
            let name = Self.expanded(String(name), arguments)
            let isStage = stages.contains(name.lowercased()) || Int(name).map { $0 < count } == true
            if !isStage, name.lowercased() != "scratch", !name.contains("$"), !name.isEmpty, !found.contains(name) {
                found.append(name)
            }
        }
        var words = DockerfileWords(text)
        while let instruction = words.nextInstruction() {
            switch instruction {
            case "ARG" where count == 0:
                while let word = words.next() {
                    let parts = word.split(separator: "=", maxSplits: 1)
                    if parts.count == 2 { arguments[String(parts[0])] = parts[1].filter { $0 != "\"" && $0 != "'" } }
                }
            case "FROM":
                _ = words.flags()
                if let name = words.next() { add(name) }
                if words.next()?.uppercased() == "AS", let stage = words.next() { stages.insert(stage.lowercased()) }
                count += 1
            case "COPY", "ADD", "RUN":
                for flag in words.flags() {
                    if flag.hasPrefix("--from=") { add(flag.dropFirst(7)) }
                    guard flag.hasPrefix("--mount=") else { continue }
                    for option in flag.dropFirst(8).split(separator: ",") where option.hasPrefix("from=") {
                        add(option.dropFirst(5))
                    }
                }
                words.skipHereDocuments()
            default: break
            }
        }
        images = found
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
