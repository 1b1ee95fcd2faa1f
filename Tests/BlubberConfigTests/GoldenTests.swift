import BlubberConfig
import Diagnostics
import Foundation
import Testing

/// Compiles each `Golden/NN-name.yaml` and compares with `Golden/NN-name.Dockerfile`.
///
/// The first line says what to compile: `# variant: NAME`, then optionally `, portable` and `, ca-bundle`.
/// `UPDATE_GOLDEN=1` records the results, and fails that run.
@Suite struct GoldenTests {
    @Test(arguments: Golden.all) func compiles(_ golden: Golden) throws {
        let input = try Data(contentsOf: golden.input)
        let configuration = try BlubberConfiguration.parse(input, file: golden.name + ".yaml")
        #expect(configuration.validateAllVariants().diagnostics.isEmpty)
        let request = try #require(GoldenRequest(String(decoding: input, as: UTF8.self)))
        let actual = try configuration.plan(for: request.variant).dockerfile(request.options)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try Data(actual.utf8).write(to: golden.output)
            Issue.record("recorded \(golden.name).Dockerfile")
            return
        }
        let expected = try String(contentsOf: golden.output, encoding: .utf8)
        #expect(actual == expected, "\(golden.name).Dockerfile differs")
    }

    @Test func everyDockerfileHasAConfiguration() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Golden.folder.path)
        let inputs = Set(names.filter { $0.hasSuffix(".yaml") }.map { $0.dropLast(5) })
        let outputs = Set(names.filter { $0.hasSuffix(".Dockerfile") }.map { $0.dropLast(11) })
        #expect(inputs == outputs)
        #expect(inputs.count >= 80)
    }
}

/// A pair of files.
struct Golden: CustomTestStringConvertible {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")

    static var all: [Golden] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { Golden(name: String($0.dropLast(5))) }
    }

    let name: String

    var input: URL { Self.folder.appendingPathComponent(name + ".yaml") }
    var output: URL { Self.folder.appendingPathComponent(name + ".Dockerfile") }
    var testDescription: String { name }
}

/// The first line of a golden configuration.
struct GoldenRequest {
    let variant: String
    var options = DockerfileOptions(dialect: .buildkit)

    init?(_ text: String) {
        guard let line = text.split(separator: "\n").first, line.hasPrefix("# variant: ") else { return nil }
        let words = line.dropFirst("# variant: ".count).split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard let variant = words.first else { return nil }
        self.variant = variant
        if words.contains("portable") { options.dialect = .portable }
        options.caBundle = words.contains("ca-bundle")
    }
}
