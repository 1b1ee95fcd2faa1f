internal import Diagnostics
internal import PipelineCore

/// The workflow commands of GitHub Actions.
///
/// The system looks for commands in every line: `::name::` at its beginning, `##[name]` anywhere. Whatever the runner did
/// not make up itself therefore stands between `::stop-commands::TOKEN` and `::TOKEN::`, with a token of its own each time.
struct GitHubMarkers: SectionMarkers {
    private var token = ""

    mutating func begin(_ stage: StageID) -> String {
        token = Self.randomToken()
        return "::group::\(Self.data(stage.description))\n::stop-commands::\(token)\n"
    }

    func lines(_ lines: [String]) -> String { lines.map { Self.oneLine($0) + "\n" }.joined() }

    mutating func end() -> String { "::\(token)::\n::endgroup::\n" }

    func text(_ lines: [String]) -> String {
        guard lines.contains(where: { $0.contains("::") || $0.contains("##[") }) else { return self.lines(lines) }
        let token = Self.randomToken()
        return "::stop-commands::\(token)\n" + self.lines(lines) + "::\(token)::\n"
    }

    func warning(_ text: String) -> String { "::warning::\(Self.data(text))\n" }

    func failure(_ error: ErrorRecord, title: String, at location: SourceLocation?) -> String {
        let placed = error.findings.filter { $0.severity == "error" && $0.file != nil }
        guard placed.isEmpty else {
            return placed.map { finding in
                let help = finding.help.map { "\nhelp: \($0)" } ?? ""
                return Self.annotation(
                    finding.message + help, title: title, file: finding.file, line: finding.line, column: finding.column
                )
            }.joined()
        }
        let lines = [error.message] + error.details + [error.help.map { "help: \($0)" }].compactMap(\.self)
        return Self.annotation(
            lines.joined(separator: "\n"), title: title, file: location?.file, line: location?.line, column: nil)
    }

    private static func annotation(
        _ text: String, title: String, file: String?, line: Int?, column: Int?
    ) -> String {
        let properties = [
            file.map { "file=\(property($0))" }, line.map { "line=\($0)" }, column.map { "col=\($0)" },
            "title=\(property(title))",
        ].compactMap(\.self)
        return "::error \(properties.joined(separator: ","))::\(data(text))\n"
    }

    /// 128 random bits: what a program prints does not end the quotation of its output.
    private static func randomToken() -> String {
        "stop-" + String(UInt64.random(in: 0...(.max)), radix: 36) + String(UInt64.random(in: 0...(.max)), radix: 36)
    }

    /// A line that stays one: the system also ends lines at a carriage return.
    private static func oneLine(_ text: String) -> String { text.replacing("\r", with: " ") }

    private static func data(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
