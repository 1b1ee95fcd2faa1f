import CommandRunner
import OCI
import PipelineCore
import PipelineTestSupport
import Testing

@testable import ImageTree

@Suite struct BaseImagePublisherTests {
    private let prefix = "localhost/pipeline-runner-tests"

    @Test(arguments: TestEngine.allCases)
    func aDatedTagNeverChangesItsContent(_ kind: TestEngine) async throws {
        let engine = try await kind.make()
        try await withTemporaryFolder { folder in
            let name = TestEnvironment.uniqueName("publisher")
            let publisher = BaseImagePublisher(engine: engine, prefix: prefix, cacheFolder: folder)
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
            let latest = "\(prefix)/\(name):latest"
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

    /// Two machines, each with an engine of its own, build other things on one day and push them to one place.
    @Test(arguments: TestEngine.allCases, [true, false])
    func aDatedTagNeverChangesItsContentInARegistry(_ kind: TestEngine, isLayout: Bool) async throws {
        let engine = try await kind.make()
        let otherKind = try #require(TestEngine.allCases.first { $0 != kind })
        let otherEngine = try await otherKind.make()
        try await withRegistry { registry in
            try await withTemporaryFolder { folder in
                let name = TestEnvironment.uniqueName("publisher")
                let place = isLayout ? "oci:\(folder)/layout" : "docker://\(registry.host)/base"
                let target = try Registry(place, currentFolder: folder)
                let one = BaseImagePublisher(engine: engine, prefix: "\(prefix)/one", cacheFolder: "\(folder)/1")
                let two = BaseImagePublisher(engine: otherEngine, prefix: "\(prefix)/two", cacheFolder: "\(folder)/2")
                let destination: BaseImagePublisher.Destination = {
                    try target.destination(name: name, tag: $0.tag ?? "")
                }
                let first = try await Self.base(name, content: "one", in: folder)
                let second = try await Self.base(name, content: "two", in: folder)

                let published = try await one.publish(first, to: destination) { _ in }
                let other = try await two.publish(second, to: destination) { _ in }
                let otherAgain = try await one.publish(second, to: destination) { _ in }
                let back = try await two.publish(first, to: destination) { _ in }
                // The same files with another configuration are another image.
                let configured = try await Self.base(name, content: "two", in: folder, environment: ["LANG": "C"])
                let third = try await one.publish(configured, to: destination) { _ in }

                #expect(published.references.map(\.tag) == ["20260921", "latest"])
                #expect(other.references.map(\.tag) == ["20260921-2", "latest"])
                #expect(otherAgain.references.map(\.tag) == ["20260921-2", "latest"])
                #expect(back.references.map(\.tag) == ["20260921", "latest"])
                #expect(third.references.map(\.tag) == ["20260921-3", "latest"])
                let digests = [published, other, otherAgain, back, third].map { Set($0.digests.values) }
                #expect(digests.allSatisfy { $0.count == 1 })
                #expect(digests[0] != digests[1] && digests[1] == digests[2] && digests[0] == digests[3])
                for (tag, digest) in zip(["20260921", "20260921-2", "20260921-3", "latest"], [0, 1, 4, 4]) {
                    let held = try await engine.digest(at: target.destination(name: name, tag: tag))
                    #expect(held.map { [$0] } == digests[digest], "\(tag)")
                }
                for published in [published, otherAgain, third] {
                    for name in published.references { try await engine.remove(image: name.description) }
                }
                for published in [other, back] {
                    for name in published.references { try await otherEngine.remove(image: name.description) }
                }
            }
        }
    }

    @Test(arguments: TestEngine.allCases)
    func everyNameIsPushed(_ kind: TestEngine) async throws {
        let engine = try await kind.make()
        try await withTemporaryFolder { folder in
            let base = try await Self.base(TestEnvironment.uniqueName("publisher"), content: "one", in: folder)
            let publisher = BaseImagePublisher(engine: engine, prefix: prefix, cacheFolder: folder)
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
                engine: engine, prefix: prefix, cacheFolder: folder,
                smokeTest: SmokeTest(settings: ProcessSettings()))
            await #expect(throws: (any Error).self) { try await publisher.publish(base) { _ in } }
            #expect(try await Self.names(of: name, in: engine) == [])
        }
    }

    /// What a process that was killed had loaded but not tested goes, and other names stay.
    @Test(arguments: TestEngine.allCases)
    func whatWasNotTestedIsNothing(_ kind: TestEngine) async throws {
        let engine = try await kind.make()
        try await withTemporaryFolder { folder in
            let name = TestEnvironment.uniqueName("publisher")
            let base = try await Self.base(name, content: "one", in: folder)
            let repository = try ImageReference("\(prefix)/\(name)")
            _ = try await engine.load(base.rootFileSystem, as: repository.tagged("untested-1"))
            _ = try await engine.load(base.rootFileSystem, as: repository.tagged("other"))
            let publisher = BaseImagePublisher(
                engine: engine, prefix: prefix, cacheFolder: folder,
                smokeTest: SmokeTest(settings: ProcessSettings()))
            await #expect(throws: (any Error).self) { try await publisher.publish(base) { _ in } }
            #expect(try await Self.names(of: name, in: engine) == ["other"])
            try await engine.remove(image: "\(repository):other")
        }
    }

    /// The tags that an engine has of an image.
    private static func names(of name: String, in engine: any ImageEngine) async throws -> [String] {
        let names: [String] = try await engine.images().flatMap(\.references)
        return names.filter { $0.contains("/\(name):") }.compactMap { $0.split(separator: ":").last.map(String.init) }
    }

    /// A root file system with one file in place of Debian.
    private static func base(
        _ name: String, content: String, in folder: String, environment: [String: String] = [:]
    ) async throws -> BuiltBase {
        let archive = "\(folder)/\(content).tar"
        try write(content, to: "\(folder)/root/\(content)")
        let packed = try await TestEnvironment.runner.capture(
            Command("tar", ["--mtime=@0", "--owner=0", "--group=0", "-cf", archive, "-C", "\(folder)/root", content]))
        #expect(packed.status.isSuccess, "\(packed.standardError)")
        let digest = try await Checksum(runner: TestEnvironment.runner).digest(ofFile: archive)
        var definition = BaseDefinition(suite: "bookworm")
        definition.name = name
        definition.environment = environment
        return BuiltBase(
            definition: definition, archive: archive,
            summary: ArchiveSummary(digest: digest, created: 1_700_000_000, size: 0), release: "12.0", day: "20260921",
            packages: [], packageList: "")
    }
}
