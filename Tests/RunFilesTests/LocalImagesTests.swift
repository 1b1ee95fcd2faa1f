import Foundation
import OCI
import RunFiles
import Testing

@testable import PipelineCore

@Suite struct LocalImagesTests {
    private func image(_ name: String, _ number: Int) throws -> BuiltImage {
        BuiltImage(name: try ImageReference("localhost/pipeline-runner/\(name)"), id: try id(number))
    }

    private func id(_ number: Int) throws -> ImageID {
        try #require(ImageID(String(repeating: "0", count: 63) + String(number)))
    }

    @Test func givesUpWhatLostItsName() async throws {
        try await Scratch.with { scratch in
            let images = LocalImages(in: scratch.state, engine: "buildah")
            let first = try images.supersede(with: [image("a:test", 1), image("a:prod", 2)])
            #expect(first == [])
            #expect(try images.supersede(with: [image("a:test", 1)]) == [])
            #expect(try images.supersede(with: [image("a:test", 3)]) == [id(1)])
            // Until it is gone.
            #expect(try images.supersede(with: []) == [id(1)])
            try images.add(nameless: [id(1), id(6)])
            #expect(try images.supersede(with: []) == [id(1), id(6)])
            try images.forget([id(1), id(6)])
            #expect(try images.supersede(with: []) == [])
            #expect(try images.supersede(with: [image("a:test", 4), image("a:test", 5)]) == [id(3), id(4)])
        }
    }

    @Test func keepsWhatAnotherNameStandsFor() async throws {
        try await Scratch.with { scratch in
            let images = LocalImages(in: scratch.state, engine: "buildah")
            _ = try images.supersede(with: [image("a:test", 1), image("b:test", 1)])
            #expect(try images.supersede(with: [image("a:test", 2)]) == [])
            #expect(try images.supersede(with: [image("b:test", 2)]) == [id(1)])
            try images.forget([id(1)])
            // Moving back and forth in one run gives up the one in between only.
            #expect(try images.supersede(with: [image("b:test", 3), image("b:test", 2)]) == [id(3)])
        }
    }

    @Test func knowsTwoEnginesApart() async throws {
        try await Scratch.with { scratch in
            let buildah = LocalImages(in: scratch.state, engine: "buildah")
            let docker = LocalImages(in: scratch.state, engine: "docker")
            _ = try buildah.supersede(with: [image("a:test", 1)])
            _ = try docker.supersede(with: [image("a:test", 1)])
            #expect(try buildah.supersede(with: [image("a:test", 2)]) == [id(1)])
            #expect(try docker.supersede(with: []) == [])
            #expect(try docker.supersede(with: [image("a:test", 2)]) == [id(1)])
        }
    }

    @Test func givesNothingUpWhileAnotherRunLives() async throws {
        try await Scratch.with { scratch in
            let images = LocalImages(in: scratch.state, engine: "buildah")
            let docker = LocalImages(in: scratch.state, engine: "docker")
            _ = try images.supersede(with: [image("a:test", 1)])
            _ = try docker.supersede(with: [image("a:test", 1)])
            let workspaces = "\(scratch.state.path)/workspaces"
            try FileManager.default.createDirectory(atPath: workspaces, withIntermediateDirectories: true)
            let other = try LockHolder("\(workspaces)/other.lock")
            #expect(try images.supersede(with: [image("a:test", 2)]) == [])
            #expect(try images.supersede(with: [image("a:test", 3)]) == [])
            #expect(try docker.supersede(with: [image("a:test", 2)]) == [])
            other.kill()
            #expect(try images.supersede(with: []) == [id(1), id(2)])
            #expect(try docker.supersede(with: []) == [id(1)])
        }
    }

    @Test func runsThatEndTogetherAreAllRecorded() async throws {
        try await Scratch.with { scratch in
            let state = scratch.state
            let built = try (1...9).map { try image("a\($0):test", $0) }
            try await withThrowingTaskGroup { group in
                for image in built {
                    group.addTask { _ = try LocalImages(in: state, engine: "buildah").supersede(with: [image]) }
                }
                try await group.waitForAll()
            }
            let newer = try (1...9).map { try image("a\($0):test", 0) }
            let given = try LocalImages(in: state, engine: "buildah").supersede(with: newer)
            #expect(Set(given) == Set(built.map(\.id)))
            #expect(scratch.names(in: state.path) == ["images.json"])
        }
    }

    @Test func aRecordThatCannotBeReadIsBegunAnew() async throws {
        try await Scratch.with { scratch in
            try FileManager.default.createDirectory(atPath: scratch.state.path, withIntermediateDirectories: true)
            try Data("{".utf8).write(to: URL(filePath: "\(scratch.state.path)/images.json"))
            let images = LocalImages(in: scratch.state, engine: "buildah")
            #expect(try images.supersede(with: [image("a:test", 1)]) == [])
            #expect(try images.supersede(with: [image("a:test", 2)]) == [id(1)])
        }
    }
}
