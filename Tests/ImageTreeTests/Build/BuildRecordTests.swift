import OCI
import PipelineCore
import PipelineTestSupport
import Testing

@testable import ImageTree

@Suite struct BuildRecordTests {
    private static let other = ImageID(String(repeating: "b", count: 64))

    /// `b` on `a`, both of them here.
    private static func withState(
        _ body: (TreeFixture, BuildRecord, (Bool) throws -> [String]) throws -> Void
    ) async throws {
        try await withTree { fixture in
            try fixture.image("a", "FROM scratch\n")
            try fixture.image("b", "FROM {{ 'a' | image_tag }}\n")
            let record = BuildRecord(in: "\(fixture.folder)/.state", engine: "counting")
            try body(fixture, record) { publishes in
                let tree = try fixture.tree()
                let local = ["localhost/a:1.0-1": CountingEngine.image, "localhost/b:1.0-1": CountingEngine.image]
                let state = TreeState(of: tree, published: [:], local: local, needsLocal: false, record: record)
                let plan = TreePlan(for: tree, state: state, pattern: nil, publishes: publishes)
                return plan.steps.map { "\($0.action) \($0.name): \($0.reason)" }
            }
        }
    }

    private static func finish(
        _ name: String, _ fixture: TreeFixture, _ record: BuildRecord, on parents: [String: ImageID] = [:]
    ) throws {
        let image = try #require(try fixture.tree().images[name])
        let source = try #require(try fixture.tree().source(of: image))
        let entry = BuildRecord.Entry(image: CountingEngine.image, source: source, parents: parents)
        try record.finish("\(name):1.0-1", entry)
        #expect(record.memory(of: "\(name):1.0-1") == .finished(entry))
    }

    @Test func whatWasBuiltByOthersCounts() async throws {
        try await Self.withState { _, record, plan in
            #expect(record.memory(of: "a:1.0-1") == .nothing)
            #expect(try plan(false) == [])
            let published = try plan(true)
            #expect(published.count == 2)
        }
    }

    @Test func whatDidNotEndWellIsBuiltAnew() async throws {
        try await Self.withState { fixture, record, plan in
            try Self.finish("b", fixture, record)
            try record.begin("a:1.0-1")
            let steps = [
                "build a: its last build or test on this machine did not end well", "build b: `a` is built anew",
            ]
            #expect(try plan(false) == steps)
            #expect(try plan(true) == steps)
        }
    }

    @Test func filesThatChanged() async throws {
        try await Self.withState { fixture, record, plan in
            try fixture.file("a/sub/file", "1")
            try Self.finish("a", fixture, record)
            try Self.finish("b", fixture, record)
            #expect(try plan(false) == [])
            try fixture.file("a/sub/file", "2")
            let steps = ["build a: its files have changed since it was built", "build b: `a` is built anew"]
            #expect(try plan(false) == steps)
            try fixture.file("a/sub/file", "1")
            #expect(try plan(false) == [])
            try fixture.image("b", "FROM {{ 'a' | image_tag }}\nUSER 1\n")
            #expect(try plan(false) == ["build b: its files have changed since it was built"])
        }
    }

    @Test func parentsThatChanged() async throws {
        try await Self.withState { fixture, record, plan in
            try Self.finish("b", fixture, record, on: ["a:1.0-1": try #require(Self.other)])
            #expect(try plan(false) == ["build b: `a` has changed since it was built"])
            try Self.finish("b", fixture, record, on: ["a:1.0-1": CountingEngine.image])
            #expect(try plan(false) == [])
        }
    }

    @Test func whatNoImageHasIsForgotten() async throws {
        try await Self.withState { fixture, record, _ in
            try Self.finish("a", fixture, record)
            try record.begin("b:1.0-1")
            record.sweep(before: UTCTime(seconds: 0)) { _ in false }
            #expect(record.memory(of: "a:1.0-1") != .nothing)
            record.sweep(before: UTCTime(seconds: .max)) { $0 == "b:1.0-1" }
            #expect(record.memory(of: "a:1.0-1") == .nothing)
            #expect(record.memory(of: "b:1.0-1") == .unfinished)
        }
    }
}
