import Diagnostics
import Testing

@Suite struct DiagnosticRendererTests {
    private static func diagnostic(
        line: Int, column: Int, length: Int = 1, severity: Diagnostic.Severity = .error, notes: [String] = [],
        hint: String? = nil
    ) -> Diagnostic {
        Diagnostic(
            severity, code: "test", "bad thing", at: SourceLocation(file: "f.yaml", line: line, column: column),
            length: length, notes: notes, hint: hint)
    }

    @Test func showsLineCaretNotesAndHint() {
        let renderer = DiagnosticRenderer(sources: ["f.yaml": "one\r\n  twö: three\n"])
        let text = renderer.render(
            Self.diagnostic(line: 2, column: 8, length: 5, notes: ["a note"], hint: "do this"))
        #expect(
            text == """
                f.yaml:2:8: error: bad thing
                 2 |   twö: three
                   |        ^~~~~
                  note: a note
                  help: do this
                """)
    }

    @Test func keepsTabsBeforeTheCaretAndHidesControlCharacters() {
        let renderer = DiagnosticRenderer(sources: ["f.yaml": "\ta\u{1B}[31mb"])
        #expect(
            renderer.render(Self.diagnostic(line: 1, column: 3, severity: .warning))
                == "f.yaml:1:3: warning: bad thing\n 1 | \ta\u{FFFD}[31mb\n   | \t ^")
    }

    @Test(arguments: ["a\nb", "a\r\nb", "a\rb", "a\u{85}b", "a\u{2028}b"]) func countsLinesAsYAMLDoes(_ text: String) {
        let shown = DiagnosticRenderer(sources: ["f.yaml": text]).render(Self.diagnostic(line: 2, column: 1))
        #expect(shown == "f.yaml:2:1: error: bad thing\n 2 | b\n   | ^")
    }

    @Test func cutsLongLines() {
        let line = String(repeating: "a", count: 500) + "X" + String(repeating: "b", count: 500)
        let renderer = DiagnosticRenderer(sources: ["f.yaml": line])
        let rows = renderer.render(Self.diagnostic(line: 1, column: 501, length: 900)).split(separator: "\n")
        #expect(rows.count == 3)
        #expect(rows[1].count == 160 + 5)
        let caret = rows[2].firstIndex(of: "^").map { rows[2].distance(from: rows[2].startIndex, to: $0) }
        let marked = rows[1].firstIndex(of: "X").map { rows[1].distance(from: rows[1].startIndex, to: $0) }
        #expect(caret == marked)
        #expect(rows[2].count <= 160 + 5)
    }

    @Test func unknownPlacesHaveNoExcerpt() {
        let renderer = DiagnosticRenderer(sources: ["f.yaml": "one"])
        #expect(renderer.render(Self.diagnostic(line: 7, column: 1)) == "f.yaml:7:1: error: bad thing")
        #expect(renderer.render(Diagnostic(code: "test", "m", at: nil)) == "error: m")
        #expect(renderer.render(DiagnosticList()) == "")
    }

    @Test func colorsOnRequest() {
        let renderer = DiagnosticRenderer(sources: ["f.yaml": "one"], usesColor: true)
        #expect(
            renderer.render(Self.diagnostic(line: 1, column: 1))
                == "\u{1B}[1mf.yaml:1:1: \u{1B}[0m\u{1B}[1;31merror: \u{1B}[0m\u{1B}[1mbad thing\u{1B}[0m\n"
                + " 1 | one\n   | \u{1B}[1;32m^\u{1B}[0m")
    }
}
