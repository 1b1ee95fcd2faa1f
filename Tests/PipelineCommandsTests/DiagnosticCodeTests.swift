import Diagnostics
import Foundation
import Testing

@testable import PipelineCommands

/// The code, the rules that other tools are told and the documentation name the same codes.
@Suite struct DiagnosticCodeTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The codes in `docs/diagnostics.md`; a section's heading names the prefixes of its table.
    private func documentedCodes() throws -> Set<String> {
        let text = try String(contentsOf: Self.root.appending(path: "docs/diagnostics.md"), encoding: .utf8)
        var codes: Set<String> = []
        var prefixes: [Substring] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("## ") { prefixes = line.matches(of: /`([a-z]+)\.`/).map(\.output.1) }
            guard line.hasPrefix("| `"), let cell = line.dropFirst(2).split(separator: "|").first else { continue }
            for code in cell.matches(of: /`([a-z-]+)`/) {
                codes.formUnion(prefixes.map { "\($0).\(code.output.1)" })
            }
            // A section about several kinds of files gives whole codes.
            for code in cell.matches(of: /`([a-z]+\.[a-z-]+)`/) { codes.insert(String(code.output.1)) }
        }
        return codes
    }

    @Test func rulesAreDocumented() throws {
        let rules = DiagnosticRule.catalogue.map(\.code)
        #expect(Set(rules).count == rules.count, "a code stands twice")
        #expect(try documentedCodes().symmetricDifference(rules) == [])
    }

    @Test func everyCodeOfTheSourcesIsARule() throws {
        let known = Set(DiagnosticRule.catalogue.map(\.code))
        let names = Set(known.map { String($0.split(separator: ".")[1]) })
        let sources = Self.root.appending(path: "Sources")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        var found = 0
        var unknown: Set<String> = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /code: "([a-z]+\.[a-z-]+)"/) {
                if !known.contains(String(match.output.1)) { unknown.insert("\(match.output.1)") }
                found += 1
            }
            for match in text.matches(of: /(?:report\(\s*|, code: )"([a-z]+(?:-[a-z]+)*)"/) {
                if !names.contains(String(match.output.1)) { unknown.insert("\(match.output.1)") }
                found += 1
            }
        }
        #expect(unknown == [], "add them to DiagnosticRule+Catalogue.swift and to docs/diagnostics.md")
        #expect(found > 100)
    }
}
