import Diagnostics
import Foundation
import PipelineCore
import Testing

/// Real files, which lie beside the checkout and not in it.
@Suite struct SampleTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../../shared/samples").standardized.path

    private static let files: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder)/\($0)/pipeline/config.yaml" }
            .filter { FileManager.default.fileExists(atPath: $0) }
    }()

    @Test func areThereInCI() {
        guard ProcessInfo.processInfo.environment["CI"] != nil else { return }
        #expect(!Self.files.isEmpty, "no */pipeline/config.yaml in \(Self.folder)")
    }

    @Test(arguments: files) func load(_ file: String) throws {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        do {
            let configuration = try PipelineConfiguration.parse(text.utf8, file: file)
            #expect(!configuration.pipelines.isEmpty)
            #expect(configuration.warnings.diagnostics.isEmpty)
            #expect(configuration.pipelines.allSatisfy { !$0.stages.isEmpty })
        } catch {
            Issue.record("\(DiagnosticRenderer(sources: [file: text]).render(error))")
        }
    }
}
