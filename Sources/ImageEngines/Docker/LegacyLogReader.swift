/// Reads the log of the builder that docker had before BuildKit: `Step 2/3 : INSTRUCTION`, its output, ` ---> ID`, and at the
/// end, from another stream and so perhaps too early, what went wrong.
struct LegacyLogReader: BuildLogReader {
    private var instruction: String?
    private var output: [String] = []
    private var lastLine = ""
    /// Whether the last instruction has made its image.
    private var isDone = false
    private var code: String?

    mutating func read(_ line: String) {
        if line.hasPrefix("Step "), let colon = line.firstRange(of: " : ") {
            instruction = String(line[colon.upperBound...])
            output = []
            isDone = false
        } else if line.hasPrefix(" ---> ") {
            isDone = !line.hasPrefix(" ---> Running in ")
        } else if line.hasPrefix("The command '"), let end = line.ranges(of: "' returned a non-zero code: ").last {
            code = String(line[end.upperBound...])
        } else if !line.isEmpty, !line.hasPrefix("Removing intermediate container ") {
            lastLine = line
            output.append(line)
            if output.count > 200 { output.removeFirst(100) }
        }
    }

    var explanation: BuildExplanation {
        if let code { return BuildExplanation(instruction: instruction, output: output, reason: "exit code \(code)") }
        let reason = lastLine.removingPrefix("Error response from daemon: ")
        guard let instruction, !isDone else { return BuildExplanation(reason: reason) }
        if instruction.hasPrefix("FROM ") {
            let parent = instruction.split(separator: " ").dropFirst().first { !$0.hasPrefix("--") }
            return BuildExplanation(reason: reason, missingParent: parent.map(String.init))
        }
        if let stat = reason.firstRange(of: ": stat "), reason.hasSuffix(": file does not exist") {
            let path = reason[stat.upperBound...].prefix { $0 != ":" }
            return BuildExplanation(instruction: instruction, reason: "the build context has no `\(path)`")
        }
        return BuildExplanation(instruction: instruction, reason: reason)
    }
}
