internal import ImageTree
internal import OCI
internal import PipelineCore

/// Finds out what registry and engine hold of a tree.
struct TreeSurvey {
    let tree: ProductionTree
    let registry: TreeRegistry
    /// Its path.
    let stateFolder: String
    /// Finds the engine.
    let engine: () async throws -> any ImageEngine

    /// The state of all images. The engine is asked only where the registry does not settle it.
    func state(needsLocal: Bool, asksEngine: Bool) async throws -> TreeState {
        let labels = tree.images.values.map(\.definition.label)
        let published = try await registry.digests(of: labels)
        guard asksEngine, needsLocal || published.count < labels.count else {
            return TreeState(of: tree, published: published, local: [:], needsLocal: needsLocal)
        }
        let engine = try await engine()
        return TreeState(
            of: tree, published: published, local: Self.byReference(try await engine.images()), needsLocal: needsLocal,
            record: BuildRecord(in: stateFolder, engine: engine.name))
    }

    private static func byReference(_ images: [LocalImage]) -> [String: ImageID] {
        var result: [String: ImageID] = [:]
        for image in images { for reference in image.references { result[reference] = image.id } }
        return result
    }
}
