import CommandRunner
import OCI
import PipelineCore
import PipelineTestSupport
import Testing

@testable import ImageTree

@Suite struct BaseImagePublisherTests {
    @Test(arguments: TestEngine.allCases)
    func aDatedTagNeverChangesItsContent(_ kind: TestEngine) async throws {
        let engine = try await kind.make()
        try await withTemporaryFolder { folder in
            let name = TestEnvironment.uniqueName("publisher")
            let publisher = BaseImagePublisher(engine: engine, prefix: "localhost/pipeline-runner-tests")
            let first = try await Self.base(name, content: "one", in: folder)
            let second = try await Self.base(name, content: "two", in: folder)

            let published = try await publisher.publish(first) { _ in }
            let again = try await publisher.publish(first) { _ in }
            let other = try await publisher.publish(second) { _ in }
            let otherAgain = try await publisher.publish(second) { _ in }
            let back = try await publisher.publish(first) { _ in }

            #expect(published.references.map(\.tag) == ["20260921", "latest"])
            #expect(again.references == published.references && again.image == published.image)
            #expect(other.references.map(\.tag) == ["20260921-2", "latest"])
            #expect(other.image != published.image)
            #expect(otherAgain.references == other.references && otherAgain.image == other.image)
            #expect(back.references == published.references && back.image == published.image)
            let latest = "localhost/pipeline-runner-tests/\(name):latest"
            let held = try #require(try await engine.inspect(latest))
            #expect(held.id == published.image)
            #expect(held.labels == first.rootFileSystem.labels)
            #expect(held.command == ["/bin/bash"])
            for reference in Set(published.references + other.references) {
                try await engine.remove(image: reference.description)
            }
            #expect(try await engine.inspect(latest) == nil)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func everyNameIsPushed(_ kind: TestEngine) async throws {
        let engine = try await kind.make()
        try await withTemporaryFolder { folder in
            let base = try await Self.base(TestEnvironment.uniqueName("publisher"), content: "one", in: folder)
            let publisher = BaseImagePublisher(engine: engine, prefix: "localhost/pipeline-runner-tests")
            let layout = "\(folder)/layout"
            let published = try await publisher.publish(
                base, to: { .layout(folder: layout, name: "base:\($0.tag ?? "")") }, output: { _ in })
            #expect(published.digests.count == 2)
            for reference in published.references {
                let source = "oci:\(layout):base:\(reference.tag ?? "")"
                let inspected = try await TestEnvironment.runner.capture(
                    Command("skopeo", ["inspect", "--format", "{{.Digest}}", source]))
                let digest = inspected.standardOutput.filter { !$0.isNewline }
                #expect(published.digests[reference]?.text == digest, "\(inspected.standardError)")
                try await engine.remove(image: reference.description)
            }
        }
    }

    @Test(arguments: TestEngine.allCases)
    func whatDoesNotStartGetsNoName(_ kind: TestEngine) async throws {
        let engine = try await kind.make()
        try await withTemporaryFolder { folder in
            let name = TestEnvironment.uniqueName("publisher")
            let base = try await Self.base(name, content: "one", in: folder)
            let publisher = BaseImagePublisher(
                engine: engine, prefix: "localhost/pipeline-runner-tests",
                smokeTest: SmokeTest(settings: ProcessSettings()))
            await #expect(throws: (any Error).self) { try await publisher.publish(base) { _ in } }
            for tag in ["20260921", "latest"] {
                #expect(try await engine.inspect("localhost/pipeline-runner-tests/\(name):\(tag)") == nil)
            }
        }
    }

    /// A root file system with one file in place of Debian.
    private static func base(_ name: String, content: String, in folder: String) async throws -> BuiltBase {
        let archive = "\(folder)/\(content).tar"
        try write(content, to: "\(folder)/root/\(content)")
        let packed = try await TestEnvironment.runner.capture(
            Command("tar", ["--mtime=@0", "--owner=0", "--group=0", "-cf", archive, "-C", "\(folder)/root", content]))
        #expect(packed.status.isSuccess, "\(packed.standardError)")
        let digest = try await Checksum(runner: TestEnvironment.runner).digest(ofFile: archive)
        var definition = BaseDefinition(suite: "bookworm")
        definition.name = name
        return BuiltBase(
            definition: definition, archive: archive,
            summary: ArchiveSummary(digest: digest, created: 1_700_000_000, size: 0), release: "12.0", day: "20260921",
            packages: [], packageList: "")
    }
}
