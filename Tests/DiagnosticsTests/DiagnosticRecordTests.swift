import Diagnostics
import Testing

@Suite struct DiagnosticRecordTests {
    @Test func placesHaveEnds() {
        let finding = Diagnostic(
            code: "x.y", "m", at: SourceLocation(file: "f", line: 2, column: 7), length: 3, notes: ["n"], hint: "h")
        let record = DiagnosticRecord(finding, file: "other")
        #expect(record.file == "f")
        #expect([record.line, record.column, record.endLine, record.endColumn] == [2, 7, 2, 10])
        #expect(record.severity == "error" && record.code == "x.y" && record.notes == ["n"] && record.help == "h")
    }

    @Test func wholeFilesHaveNone() {
        let record = DiagnosticRecord(Diagnostic(code: "x.y", "m", at: nil), file: "f")
        #expect(record.file == "f" && record.line == nil && record.endColumn == nil)
    }

    @Test func quotedTextIsCut() {
        let long = String(repeating: "é", count: 1000)
        let finding = Diagnostic(code: "x.y", long, at: nil, notes: [long], hint: "short")
        #expect(finding.message == String(repeating: "é", count: 500) + " …")
        #expect(finding.notes == [finding.message])
        #expect(finding.hint == "short")
    }
}
