import BlubberConfig
import Diagnostics
import Foundation
import Testing

/// Real files of public repositories, which live beside this repository.
@Suite struct SampleTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../shared/samples").standardized

    private static var files: [URL] {
        let repositories = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return repositories.sorted().flatMap { repository in
            let pipeline = folder.appendingPathComponent("\(repository)/pipeline")
            let names = (try? FileManager.default.contentsOfDirectory(atPath: pipeline.path)) ?? []
            return names.sorted().filter { $0.contains("blubber") && $0.hasSuffix(".yaml") }.map {
                pipeline.appendingPathComponent($0)
            }
        }
    }

    @Test func samplesArePresentInCI() {
        if ProcessInfo.processInfo.environment["CI"] != nil {
            #expect(Self.files.count >= 9, "no samples in \(Self.folder.path)")
        }
    }

    @Test(arguments: files) func everyVariantCompiles(_ file: URL) throws {
        let configuration = try BlubberConfiguration.parse(try Data(contentsOf: file), file: file.lastPathComponent)
        #expect(configuration.warnings.diagnostics.isEmpty)
        #expect(configuration.validateAllVariants().diagnostics.isEmpty)
        #expect(!configuration.variantNames.isEmpty)
        for variant in configuration.variantNames {
            let plan = try configuration.plan(for: variant)
            #expect(plan.stages.last?.variant == variant)
            for dialect in [DockerfileDialect.buildkit, .portable] {
                for caBundle in [false, true] {
                    let text = try plan.dockerfile(DockerfileOptions(dialect: dialect, caBundle: caBundle))
                    #expect(text.contains("AS \(plan.targetStage)\n"))
                }
            }
        }
    }
}
