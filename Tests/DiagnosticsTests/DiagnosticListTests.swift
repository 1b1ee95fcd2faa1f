import Diagnostics
import Testing

@Suite struct DiagnosticListTests {
    private static func finding(_ line: Int?, _ message: String, _ severity: Diagnostic.Severity = .error) -> Diagnostic
    {
        let place = line.map { SourceLocation(file: "f.yaml", line: $0, column: 3) }
        return Diagnostic(severity, code: "test", message, at: place)
    }

    @Test func sortsByPlaceAndDropsRepetitions() {
        let list = DiagnosticList([
            Self.finding(9, "ninth"), Self.finding(2, "second"), Self.finding(nil, "whole"), Self.finding(2, "also"),
            Self.finding(9, "ninth"),
        ])
        #expect(list.sorted.map(\.message) == ["whole", "second", "also", "ninth"])
        #expect(
            list.description == """
                error: whole
                f.yaml:2:3: error: second
                f.yaml:2:3: error: also
                f.yaml:9:3: error: ninth
                """)
    }

    @Test func onlyErrorsAreThrown() throws {
        var list = DiagnosticList([Self.finding(1, "careful", .warning)])
        #expect(!list.hasErrors)
        try list.throwIfErrors()
        list.append(contentsOf: DiagnosticList([Self.finding(2, "wrong")]))
        #expect(list.hasErrors)
        #expect(throws: list) { try list.throwIfErrors() }
    }

    @Test func longListsSayThatThereIsMore() {
        var list = DiagnosticList()
        for line in 1...300 { list.append(Self.finding(line, "e\(line)"), boundedBy: "test.too-many-findings") }
        list.append(Self.finding(1, "w", .warning), boundedBy: "test.too-many-findings")
        #expect(list.diagnostics.count == 202)
        #expect(list.diagnostics[199].message == "e200")
        #expect(
            list.diagnostics[200].description == "f.yaml:201:3: error: more than 200 errors; the others are not listed")
        #expect(list.diagnostics[200].code == "test.too-many-findings")
        #expect(list.diagnostics[201].message == "w")
    }

    @Test func placesAreOrderedByFileLineColumn() {
        let place = SourceLocation(file: "b", line: 2, column: 2)
        #expect(SourceLocation(file: "a", line: 9, column: 9) < place)
        #expect(SourceLocation(file: "b", line: 1, column: 9) < place)
        #expect(SourceLocation(file: "b", line: 2, column: 1) < place)
        #expect(!(place < place))
    }

    @Test func lengthIsAtLeastOne() {
        #expect(Diagnostic(code: "test", "m", at: nil, length: 0).length == 1)
    }
}
