import OCI
import PipelineCore
import PipelineTestSupport
import Testing

@testable import ImageTree

@Suite struct LatestTagTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        let version: String
        /// Tags, each with a letter for its manifest.
        let tags: [String: Character]
        let holder: String?

        var testDescription: String { "\(version) among \(tags.keys.sorted())" }
    }

    @Test(arguments: [
        Case(version: "1.0-1", tags: [:], holder: nil),
        Case(version: "1.0-2", tags: ["1.0-1": "a", "latest": "a"], holder: nil),
        Case(version: "1.0-1", tags: ["1.0-1": "a", "1.0-10": "b", "1.0-2": "a", "latest": "b"], holder: "1.0-10"),
        // Newer, but latest was moved away from it by hand.
        Case(version: "1.0-2", tags: ["1.0-3": "b", "1.0-1": "a", "latest": "a"], holder: nil),
        // No versions, though dpkg would sort them behind numbers.
        Case(version: "1.0-2", tags: ["1.0-1": "a", "stable": "a", "latest": "a"], holder: nil),
        Case(version: "v2-1", tags: ["v3-1": "a", "9.0": "a", "latest": "a"], holder: "v3-1"),
        Case(version: "1.0-1", tags: ["1.0-2": "a"], holder: nil),
    ])
    private func neverGoesBackwards(_ given: Case) async throws {
        try await withTree { fixture in
            try fixture.image("a", version: given.version, "FROM scratch\n")
            let tree = try fixture.tree("registry: r.example\n")
            let image = try #require(tree.images["a"]?.definition)
            let digests = try given.tags.map { tag, letter in
                (try ImageReference("r.example/a:\(tag)"), Digest("sha256:" + String(repeating: letter, count: 64)))
            }
            let held = Dictionary(uniqueKeysWithValues: digests)
            let registry = RegistryLookup(
                digests: { asked in asked.reduce(into: [:]) { found, name in found[name] = held[name] ?? nil } },
                tags: { _ in given.tags.keys.sorted() })
            #expect(try await LatestTag(registry: registry, local: [:]).newerHolder(than: image) == given.holder)

            let local = try given.tags.map { tag, letter in
                ("r.example/a:\(tag)", try #require(ImageID(String(repeating: letter, count: 64))))
            }
            let here = LatestTag(registry: nil, local: Dictionary(uniqueKeysWithValues: local))
            #expect(try await here.newerHolder(than: image) == given.holder)
        }
    }
}
