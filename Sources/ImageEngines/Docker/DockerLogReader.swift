/// Reads BuildKit's plain progress: `#5 [test 2/3] INSTRUCTION`, `#5 0.12 OUTPUT`, `#5 ERROR: REASON`.
struct DockerLogReader: BuildLogReader {
    private struct Vertex {
        var name: String
        var output: [String] = []
    }

    private var vertices: [String: Vertex] = [:]
    private var failed: String?
    private var error: String?
    private var lastLine = ""

    mutating func read(_ line: String) {
        if !line.isEmpty { lastLine = line }
        guard line.hasPrefix("#"), let space = line.firstIndex(of: " ") else { return }
        let number = String(line[..<space])
        let text = line[line.index(after: space)...]
        guard vertices[number] != nil else {
            vertices[number] = Vertex(name: String(text))
            return
        }
        if text.hasPrefix("ERROR: "), failed == nil {
            failed = number
            error = String(text.dropFirst(7))
        } else if failed == nil, let written = Self.output(text) {
            vertices[number]?.output.append(written)
            if let count = vertices[number]?.output.count, count > 200 { vertices[number]?.output.removeFirst(100) }
        }
    }

    var explanation: BuildExplanation {
        guard let vertex = failed.flatMap({ vertices[$0] }), let error else {
            // Without a failed vertex the frontend refused; the last line says why, behind where it was refused.
            return BuildExplanation(reason: lastLine.split(separator: ": ").suffix(2).joined(separator: ": "))
        }
        let metadata = "[internal] load metadata for "
        if vertex.name.hasPrefix(metadata) {
            return BuildExplanation(reason: error, missingParent: vertex.name.removingPrefix(metadata))
        }
        let instruction = vertex.name.hasPrefix("[") ? vertex.name.drop { $0 != "]" }.dropFirst(2) : vertex.name[...]
        return BuildExplanation(
            instruction: String(instruction), output: vertex.output, reason: Self.reason(error))
    }

    private static func reason(_ error: String) -> String {
        if let code = error.ranges(of: "exit code: ").last { return "exit code \(error[code.upperBound...])" }
        if let end = error.ranges(of: "\": not found").last ?? error.ranges(of: "\" not found: not found").last,
            let path = error[..<end.lowerBound].split(separator: "\"").last
        {
            return "the build context has no `\(path.drop { $0 == "/" })`"
        }
        if let mount = error.firstRange(of: "/buildkit-mount"), error.hasSuffix(": no such file or directory") {
            let path = error[mount.upperBound...].drop { $0 != "/" }.dropFirst().prefix { $0 != ":" }
            return "the build context has no `\(path)`"
        }
        return error
    }

    /// What a process wrote: the text behind the seconds.
    private static func output(_ text: Substring) -> String? {
        let seconds = text.prefix { $0 != " " }
        guard seconds.contains("."), seconds.allSatisfy({ $0.isNumber || $0 == "." }) else { return nil }
        return String(text.dropFirst(seconds.count + 1))
    }
}
