/// A run as JUnit XML: a suite a pipeline, a test case a stage.
struct JUnitReport {
    private struct Case {
        let suite: String
        let name: String
        let seconds: Double
        let state: String
        let error: ErrorRecord?
    }

    private let name: String
    private let properties: [(name: String, value: String)]
    private let cases: [Case]

    init(_ report: RunReport) {
        name = report.project ?? "pipeline-runner"
        properties = [
            ("run", report.run), ("commit", report.commit), ("log", report.log),
        ].compactMap { entry in entry.1.map { (entry.0, $0) } }
        var cases = report.stages.map {
            Case(suite: $0.pipeline, name: $0.name, seconds: $0.seconds, state: $0.state, error: $0.error)
        }
        // What no stage tells: why nothing was run, or why the run was stopped.
        if let error = report.error, !report.stages.contains(where: { $0.error != nil || $0.state == "cancelled" }) {
            cases.append(Case(suite: "run", name: "run", seconds: 0, state: report.state, error: error))
        }
        self.cases = cases
    }

    /// The document.
    var text: String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append("<testsuites name=\(Self.quoted(name)) \(Self.counts(cases))>")
        for suite in cases.map(\.suite).uniqued {
            let members = cases.filter { $0.suite == suite }
            lines.append("  <testsuite name=\(Self.quoted(suite)) \(Self.counts(members))>")
            lines.append("    <properties>")
            for property in properties {
                lines.append("      <property name=\"\(property.name)\" value=\(Self.quoted(property.value))/>")
            }
            lines.append("    </properties>")
            lines += members.flatMap(Self.lines)
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        return lines.map { $0 + "\n" }.joined()
    }

    private static func lines(_ test: Case) -> [String] {
        let start =
            "    <testcase classname=\(quoted(test.suite)) name=\(quoted(test.name)) time=\"\(test.seconds)\""
        if test.state == "passed" { return [start + "/>"] }
        if test.state == "skipped" { return [start + ">", "      <skipped/>", "    </testcase>"] }
        let element = isFailure(test) ? "failure" : "error"
        let message = test.error?.message ?? test.state
        let kind = test.error?.kind ?? "interrupted"
        let text = escaped(test.error?.text ?? test.state)
        return [
            start + ">", "      <\(element) message=\(quoted(message)) type=\(quoted(kind))>\(text)</\(element)>",
            "    </testcase>",
        ]
    }

    /// A stage that failed by what it was given is a failure; one that could not be executed is an error.
    private static func isFailure(_ test: Case) -> Bool {
        test.state == "failed" && ["pipelineFailed", "badInput"].contains(test.error?.kind ?? "")
    }

    private static func counts(_ cases: [Case]) -> String {
        let failures = cases.count(where: isFailure)
        let skipped = cases.count { $0.state == "skipped" }
        let errors = cases.count { $0.state != "passed" && $0.state != "skipped" } - failures
        let milliseconds = cases.reduce(0) { $0 + Int(($1.seconds * 1000).rounded()) }
        return "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\" "
            + "time=\"\(Double(milliseconds) / 1000)\""
    }

    private static func quoted(_ text: String) -> String {
        "\"" + escaped(text).replacing("\"", with: "&quot;").replacing("\n", with: "&#10;") + "\""
    }

    /// Without the characters that XML has no way to write.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\r": result += "&#13;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Array where Element: Hashable {
    /// The elements in order, each once.
    fileprivate var uniqued: [Element] {
        var seen = Set<Element>()
        return filter { seen.insert($0).inserted }
    }
}
