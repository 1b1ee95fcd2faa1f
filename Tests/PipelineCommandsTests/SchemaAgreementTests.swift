import CommandRunner
import Diagnostics
import Foundation
import JSONSchema
import PipelineTestSupport
import Testing

/// The schemas say what the parsers say, with Python's `jsonschema` as the judge.
@Suite struct SchemaAgreementTests {
    private struct Case {
        let kind: FileKind
        let id: String
        let value: JSON
        let isValid: Bool
    }

    @Test func filesThatCanBeUsedFit() async throws {
        var cases: [Case] = []
        for kind in FileKind.allCases {
            let files = kind.files + (kind == .watch ? Examples.fleets.map { ("example", $0) } : [])
            #expect(files.count > 2)
            for file in files {
                let findings = kind.findings(file.text)
                #expect(!findings.hasErrors, "\(file.name): \(findings)")
                let value = try #require(kind.json(file.text))
                cases.append(Case(kind: kind, id: file.name, value: value, isValid: true))
            }
        }
        let found = try await disagreements(cases)
        #expect(found == "")
    }

    @Test func mistakesAreRefusedByBoth() async throws {
        var cases: [Case] = []
        for (kind, texts) in Examples.broken {
            for text in texts {
                #expect(kind.findings(text).hasErrors, "\(kind): \(text)")
                let value = try #require(kind.json(text), "\(kind): \(text)")
                cases.append(Case(kind: kind, id: text, value: value, isValid: false))
            }
        }
        let found = try await disagreements(cases)
        #expect(found == "")
    }

    /// Random changes to good files: what the parser takes fits, and what has a wrong type or an unknown key does not.
    /// `SCHEMA_SEED` and `SCHEMA_COUNT` give other changes and more of them.
    @Test(arguments: FileKind.allCases) func changedFiles(_ kind: FileKind) async throws {
        let seed = TestEnvironment.variables["SCHEMA_SEED"].flatMap(UInt64.init) ?? 1
        let count = TestEnvironment.variables["SCHEMA_COUNT"].flatMap(Int.init) ?? 1500
        let texts = kind.files.map(\.text) + (kind == .watch ? Examples.fleets : [])
        let documents = texts.compactMap(kind.json)
        var mutator = Mutator(seed: seed, documents: documents)
        var cases: [Case] = []
        for index in 0..<count {
            let value = mutator.mutated(documents[index % documents.count])
            let text = value.text
            let findings = kind.findings(text)
            let errors = Set(
                findings.diagnostics.filter { $0.severity == .error }.map { $0.code.split(separator: ".")[1] })
            let isForgiven = findings.diagnostics.contains { $0.code == "blubber.key-case" }
            if errors.isEmpty && !isForgiven {
                cases.append(Case(kind: kind, id: text, value: value, isValid: true))
            } else if !errors.isDisjoint(with: ["wrong-type", "unknown-key", "missing-key"]) {
                cases.append(Case(kind: kind, id: text, value: value, isValid: false))
            }
        }
        #expect(cases.count > count / 2)
        let found = try await disagreements(cases)
        #expect(found == "", "seed \(seed)")
    }

    /// The keys that a finding lists are those that the schema has at the same place.
    @Test(arguments: [
        (FileKind.blubber, "version: v4\nzzz: 1", []),
        (.blubber, "version: v4\nvariants: { abc: { zzz: 1 } }", ["$defs", "variant"]),
        (.blubber, "version: v4\napt: { zzz: 1 }", ["properties", "apt"]),
        (.blubber, "version: v4\nlives: { zzz: 1 }", ["properties", "lives"]),
        (.blubber, "version: v4\nruns: { zzz: 1 }", ["properties", "runs"]),
        (.blubber, "version: v4\nnode: { zzz: 1 }", ["$defs", "node"]),
        (.blubber, "version: v4\nphp: { zzz: 1 }", ["$defs", "php"]),
        (.blubber, "version: v4\npython: { zzz: 1 }", ["$defs", "python"]),
        (.blubber, "version: v4\npython: { poetry: { zzz: 1 } }", ["$defs", "python", "properties", "poetry"]),
        (.blubber, "version: v4\nbuilder: { zzz: 1 }", ["$defs", "builder"]),
        (.blubber, "version: v4\nbuilders: [{ zzz: 1 }]", ["$defs", "builders", "items"]),
        (.blubber, "version: v4\nvariants: { abc: { copies: [{ zzz: 1 }] } }", ["$defs", "artifact"]),
        (.pipeline, "pipelines: { p: { stages: [{ name: a, zzz: 1 }] } }", ["$defs", "stage"]),
        (
            .pipeline, "pipelines: { p: { stages: [{ name: a, run: { zzz: 1 } }] } }",
            ["$defs", "stage", "properties", "run", "anyOf", "1"]
        ),
        (
            .pipeline, "pipelines: { p: { stages: [{ name: a, build: { zzz: 1 } }] } }",
            ["$defs", "stage", "properties", "build", "anyOf", "1"]
        ),
        (.watch, "zzz: 1", []), (.watch, "repositories: [{ zzz: 1 }]", ["$defs", "repository"]),
        (.watch, "defaults: { zzz: 1 }", ["$defs", "defaults"]),
        (.watch, "limits: { zzz: 1 }", ["properties", "limits"]),
        (.watch, "hooks: { zzz: 1 }", ["properties", "hooks"]),
        (.watch, "metrics: { zzz: 1 }", ["properties", "metrics"]),
        (.watch, "retention: { zzz: 1 }", ["properties", "retention"]),
        (.runner, "zzz: 1", []), (.runner, "limits: { zzz: 1 }", ["properties", "limits"]),
        (.runner, "credentials: { a: { zzz: 1 } }", ["properties", "credentials", "additionalProperties"]),
        (.watch, "credentials: { a: { zzz: 1 } }", ["properties", "credentials", "additionalProperties"]),
        (.watch, "secrets: { a: { zzz: 1 } }", ["properties", "secrets", "additionalProperties"]),
        (.watch, "defaults: { events: { zzz: 1 } }", ["$defs", "defaults", "properties", "events"]),
        (
            .watch, "defaults: { events: { tag: [{ zzz: 1 }] } }",
            ["$defs", "defaults", "properties", "events", "properties", "tag", "items", "anyOf", "1"]
        ),
    ])
    func keysAreTheSame(_ kind: FileKind, text: String, place: [String]) throws {
        let finding = try #require(kind.findings(text).diagnostics.first { $0.message.hasPrefix("unknown key `zzz`") })
        let listed = try #require(finding.notes.first?.split(separator: ": ").last).split(separator: ", ").map(
            String.init)
        let object = try #require(kind.schema.json.value(at: place + ["properties"]), "\(place)")
        guard case .object(let members) = object else { throw Failed() }
        #expect(Set(members.map(\.name)) == Set(listed))
        // Editors show a description of every key.
        for member in members {
            let isDescribed =
                member.value.value(at: ["description"]) != nil || member.value.value(at: ["$ref"]) != nil
                || member.value.value(at: ["anyOf", "0", "description"]) != nil
            #expect(isDescribed, "\(place) \(member.name)")
        }
    }

    private struct Failed: Error {}

    private func disagreements(_ cases: [Case]) async throws -> String {
        let schemas = FileKind.allCases.map { JSON.Member($0.rawValue, $0.schema.json) }
        let input: JSON = [
            "schemas": .object(schemas),
            "cases": .array(
                cases.map {
                    [
                        "schema": .string($0.kind.rawValue), "id": .string($0.id), "value": $0.value,
                        "valid": .boolean($0.isValid),
                    ]
                }),
        ]
        var command = Command("/usr/bin/python3", ["Tests/Schemas/agree.py"])
        command.workingDirectory = FileKind.root.path
        command.input = input.text
        let result = try await TestEnvironment.runner.capture(command, timeout: .seconds(300), limit: 16 << 20)
        guard result.status.code == 0 else { return result.standardError }
        return result.standardOutput
    }
}

extension JSON {
    /// What stands at the end of a path of names and positions.
    fileprivate func value(at path: [String]) -> JSON? {
        guard let first = path.first else { return self }
        let rest = Array(path.dropFirst())
        switch self {
        case .object(let members): return members.first { $0.name == first }?.value.value(at: rest)
        case .array(let items):
            return Int(first).flatMap { items.indices.contains($0) ? items[$0] : nil }?.value(at: rest)
        default: return nil
        }
    }
}
