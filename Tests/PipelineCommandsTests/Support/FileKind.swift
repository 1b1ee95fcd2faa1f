import BlubberConfig
import Diagnostics
import FleetConfig
import Foundation
import JSONSchema
import PipelineCore
import PositionedYAML
import RunnerConfig

/// A kind of configuration file: its parser, its schema, and files of it.
enum FileKind: String, CaseIterable {
    case blubber, pipeline, watch, runner

    var schema: Schema {
        switch self {
        case .blubber: BlubberSchema.document
        case .pipeline: PipelineSchema.document
        case .watch: FleetSchema.document
        case .runner: RunnerSchema.document
        }
    }

    /// The document as JSON, by the format's own rules; `nil` if it is not YAML.
    func json(_ text: String) -> JSON? {
        let booleans: YAMLScalar.Booleans = self == .blubber ? .wordsAndLetters : .words
        return (try? YAMLParser(booleans: booleans).parse(text.utf8, file: "f"))?.root.map(JSON.init)
    }

    /// What the parser finds; the file can be used if none of it is an error.
    func findings(_ text: String) -> DiagnosticList {
        do throws(DiagnosticList) {
            switch self {
            case .blubber: return try BlubberConfiguration.parse(text.utf8, file: "f").warnings
            case .pipeline: return try PipelineConfiguration.parse(text.utf8, file: "f").warnings
            case .watch: return try FleetConfiguration.parse(text.utf8, file: "f", folder: "/f").warnings
            case .runner: return try RunnerConfiguration.parse(text.utf8, file: "f", folder: "/f").warnings
            }
        } catch {
            return error
        }
    }

    /// Files of this kind: those of the repository, and the samples beside it where they are at hand.
    var files: [(name: String, text: String)] {
        switch self {
        case .blubber:
            Self.texts(in: "Tests/BlubberConfigTests/Golden") { $0.hasSuffix(".yaml") }
                + Self.texts(in: "pipelines") { $0.hasSuffix("blubber.yaml") } + samples { $0.contains("blubber") }
        case .pipeline:
            Self.texts(in: "pipelines") { $0.hasSuffix(".pipeline/config.yaml") }
                + samples { $0.hasSuffix("config.yaml") }
                + Examples.pipelines.enumerated().map { ("example \($0)", $1) }
        case .watch: Self.examples(in: "docs/watch.md")
        case .runner: Self.examples(in: "docs/configuration.md")
        }
    }

    private func samples(where isWanted: @escaping (String) -> Bool) -> [(name: String, text: String)] {
        Self.texts(in: "../shared/samples") { path in
            path.hasSuffix(".yaml") && isWanted(path.split(separator: "/").last.map(String.init) ?? "")
        }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func texts(in folder: String, where isWanted: (String) -> Bool) -> [(name: String, text: String)] {
        let folder = root.appending(path: folder)
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return paths.filter(isWanted).sorted().compactMap { path in
            (try? String(contentsOf: folder.appending(path: path), encoding: .utf8)).map { (path, $0) }
        }
    }

    /// The YAML blocks of a document.
    private static func examples(in document: String) -> [(name: String, text: String)] {
        let text = (try? String(contentsOf: root.appending(path: document), encoding: .utf8)) ?? ""
        return text.matches(of: /```yaml\n((?s:.*?))```/).enumerated().map {
            ("\(document) \($0)", String($1.output.1))
        }
    }
}
