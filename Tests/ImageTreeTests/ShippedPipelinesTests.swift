import BlubberConfig
import Diagnostics
import FoundationEssentials
import ImageTree
import PipelineCore
import Testing

/// What users start from, and what builds this project itself.
@Suite struct ShippedPipelinesTests {
    private static let blubberFiles = [
        ".pipeline/blubber.yaml", "pipelines/examples/hello-python/.pipeline/blubber.yaml",
        "pipelines/examples/hello-shell/.pipeline/blubber.yaml",
    ]

    @Test func allFilesAreListed() throws {
        let shipped = try Fixture.paths(in: "\(Fixture.root)/pipelines").filter { $0.hasSuffix("blubber.yaml") }
        #expect(Set(shipped.map { "pipelines/\($0)" } + [".pipeline/blubber.yaml"]) == Set(Self.blubberFiles))
    }

    @Test(arguments: blubberFiles) func everyVariantCompiles(_ path: String) throws {
        let configuration = try BlubberConfiguration.parse(Fixture.bytes(path), file: path)
        #expect(configuration.warnings.diagnostics == [])
        #expect(configuration.validateAllVariants().diagnostics == [])
        #expect(configuration.variantNames.contains("production"))
        for variant in configuration.variantNames {
            let text = try configuration.plan(for: variant).dockerfile(DockerfileOptions(dialect: .portable))
            #expect(text.contains("FROM localhost/"))
        }
    }

    @Test func theTreeOfImagesIsInOrder() throws {
        let folder = "\(Fixture.root)/pipelines/images"
        let (configuration, findings) = try TreeConfiguration.parse([
            .init(Fixture.bytes("pipelines/images/config.yaml"), file: "config.yaml")
        ])
        #expect(findings.diagnostics == [])
        let tree = try ProductionTree(at: folder, path: "images", configuration: configuration)
        #expect(tree.warnings.diagnostics == [])
        #expect(ImportCheck(tree).differences.diagnostics == [])
        #expect(tree.order == ["golang", "node-exporter", "nodejs", "python3", "python3-devel"])
        for image in tree.ordered {
            #expect(try image.dockerfile.get().hasPrefix("FROM localhost/"))
            #expect(FileManager.default.isExecutableFile(atPath: "\(image.definition.folder)/test.sh"))
        }
    }

    @Test func thePipelineOfTheShellExampleIsValid() throws {
        let path = "pipelines/examples/hello-shell/.pipeline/config.yaml"
        let configuration = try PipelineConfiguration.parse(Fixture.bytes(path), file: path)
        #expect(configuration.warnings.diagnostics == [])
        #expect(configuration.pipelines.map(\.name) == ["hello"])
        #expect(configuration.pipelines.first?.stages.map(\.name) == ["test", "publish"])
    }
}
