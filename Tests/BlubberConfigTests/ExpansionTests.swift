import BlubberConfig
import Diagnostics
import Testing

/// What only shows when variants are expanded.
@Suite struct ExpansionTests {
    private func configuration(_ variants: String) throws -> BlubberConfiguration {
        try BlubberConfiguration.parse("version: v4\nbase: a\n\(variants)".utf8, file: "b.yaml")
    }

    private func failure(_ configuration: BlubberConfiguration, _ variant: String) -> DiagnosticList {
        #expect(throws: DiagnosticList.self) { try configuration.plan(for: variant) } ?? DiagnosticList()
    }

    @Test func unknownVariants() throws {
        let configuration = try configuration("variants: { test: {}, production: {} }")
        let finding = try #require(failure(configuration, "prodution").diagnostics.first)
        #expect(finding.description == "error: b.yaml has no variant `prodution`")
        #expect(finding.notes == ["the variants are test, production"])
        #expect(finding.hint == "did you mean `production`?")
        let none = try self.configuration("")
        #expect(none.variantNames.isEmpty)
        #expect(failure(none, "test").diagnostics.first?.notes == ["the file has no variants"])
    }

    @Test func includeCyclesAreReportedOnce() throws {
        let configuration = try configuration(
            """
            variants:
              one: { includes: [two] }
              two: { includes: [three] }
              three: { includes: [two] }
              self: { includes: [self] }
              fine: {}
            """)
        let all = configuration.validateAllVariants()
        #expect(
            all.description == """
                b.yaml:6:23: error: variant `two` includes itself
                b.yaml:7:22: error: variant `self` includes itself
                """)
        #expect(all.diagnostics[0].notes == ["`two` includes `three` includes `two`"])
        #expect(failure(configuration, "three") == DiagnosticList([all.diagnostics[0]]))
        #expect(failure(configuration, "one") == DiagnosticList([all.diagnostics[0]]))
        #expect(try configuration.plan(for: "fine").stages.count == 1)
    }

    @Test func copyCyclesAreReportedOnce() throws {
        let configuration = try configuration(
            """
            variants:
              prep: { copies: [test] }
              test: { builder: { requirements: [{ from: prep, source: x }] } }
              loop: { builder: { command: x, mounts: [loop] } }
            """)
        let all = configuration.validateAllVariants()
        #expect(
            all.description == """
                b.yaml:5:45: error: variant `prep` needs files of itself
                b.yaml:6:43: error: variant `loop` needs files of itself
                """)
        #expect(all.diagnostics[0].notes == ["`prep` needs `test` needs `prep`"])
    }

    @Test func conflictsMadeByMerging() throws {
        let configuration = try configuration(
            """
            node: { env: test }
            builder: { command: make }
            variants:
              listed: { builders: [{ php: {} }] }
              again: { includes: [listed] }
              scripted: { builder: { script: make } }
              cleared: { builder: { command: [], script: make } }
            """)
        let all = configuration.validateAllVariants()
        #expect(
            all.description == """
                b.yaml:6:13: error: `builders` cannot be combined with `node`
                b.yaml:6:13: error: `builders` cannot be combined with `builder`
                b.yaml:8:34: error: `script` cannot be combined with `command`
                """)
        #expect(
            all.diagnostics.map(\.notes) == [
                ["`node` is given in line 3"], ["`builder` is given in line 4"], ["`command` is given in line 4"],
            ])
        #expect(try configuration.plan(for: "cleared").target == "cleared")
        #expect(failure(configuration, "again").sorted.count == 2)
    }
}
