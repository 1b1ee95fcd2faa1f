/// Reads the log of `buildah build`: `STEP 2/3: INSTRUCTION`, its output, and at the end one line `Error: …`.
struct BuildahLogReader: BuildLogReader {
    private var instruction: String?
    private var output: [String] = []
    private var error: String?
    /// The images that the build went on from.
    private(set) var taken: Set<String> = []
    /// The images that stages stand on, and the names of stages that others do.
    private(set) var bases: Set<String> = []
    private var isTaking = true
    private var tookAllBefore = true
    /// Whether every step so far was in the cache.
    var tookAll: Bool { tookAllBefore && isTaking }

    mutating func read(_ line: String) {
        if let step = Self.step(line) {
            tookAllBefore = tookAll
            isTaking = step.hasPrefix("FROM ")
            if isTaking { bases.formUnion(step.split(separator: " ").dropFirst().prefix(1).map(String.init)) }
            instruction = step
            output = []
        } else if let range = line.firstRange(of: "Error: "),
            line[range.upperBound...].hasPrefix("building at STEP")
                || range.lowerBound == line.startIndex
        {
            // A program's last line may lack its end; buildah's message then stands behind it.
            if range.lowerBound > line.startIndex { output.append(String(line[..<range.lowerBound])) }
            error = String(line[range.upperBound...])
        } else if line.hasPrefix("--> ") {
            let image = line.removingPrefix("--> Using cache ")
            isTaking = image != line
            if isTaking { taken.insert(image) }
        } else {
            output.append(line)
            if output.count > 200 { output.removeFirst(100) }
        }
    }

    var explanation: BuildExplanation {
        let error = error ?? "buildah ended without a reason"
        var explanation = BuildExplanation(output: output, reason: error)
        if error.hasPrefix("creating build container: "), instruction?.hasPrefix("FROM ") == true {
            explanation.reason = error.removingPrefix("creating build container: ")
            explanation.missingParent = instruction?.split(separator: " ").dropFirst().first.map(String.init)
        }
        guard error.hasPrefix("building at STEP \"") else { return explanation }
        explanation.instruction = instruction
        // The message quotes the instruction; what follows the last quoted step is the cause.
        let cause = error.ranges(of: "\": ").last.map { String(error[$0.upperBound...]) } ?? error
        explanation.reason = Self.reason(cause, whole: error, instruction: instruction ?? "")
        return explanation
    }

    private static func reason(_ cause: String, whole: String, instruction: String) -> String {
        for prefix in ["while running runtime: exit status ", "exit status "] where cause.hasPrefix(prefix) {
            return "exit code \(cause.dropFirst(prefix.count))"
        }
        if let file = whole.firstRange(of: ": copier: stat: \"") {
            let path = whole[file.upperBound...].prefix { $0 != "\"" }
            return "the build context has no `\(path.drop { $0 == "/" })`"
        }
        return cause
    }

    /// The instruction that a line such as `[2/2] STEP 1/4: RUN true` announces.
    private static func step(_ line: String) -> String? {
        var rest = Substring(line)
        if rest.hasPrefix("["), let end = rest.firstRange(of: "] ") { rest = rest[end.upperBound...] }
        guard rest.hasPrefix("STEP "), let colon = rest.firstRange(of: ": ") else { return nil }
        let count = rest[rest.index(rest.startIndex, offsetBy: 5)..<colon.lowerBound]
        guard count.contains("/"), count.allSatisfy({ $0.isNumber || $0 == "/" }) else { return nil }
        return String(rest[colon.upperBound...])
    }
}
