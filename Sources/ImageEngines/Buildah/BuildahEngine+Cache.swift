internal import CommandRunner
internal import OCI
public import PipelineCore

extension BuildahEngine {
    /// Finds images without a name, of stages that others copy from and of builds that failed, that a newer build has taken the
    /// place of: only the newest ones of a name are worth anything as a cache.
    public func takeSupersededLayers() async -> [ImageID] {
        let uses = cache.take()
        guard !uses.isEmpty, let leaves = try? await namelessLeaves() else { return [] }
        let isNew = { (leaf: Leaf, use: BuildCache.Use) in leaf.created >= use.start }
        var superseded: [ImageID] = []
        for (name, use) in uses {
            // An image inherits the annotation from the one that it stands on: whatever a person builds on ours has it, too.
            let own = leaves.filter { $0.name == name && use.bases.contains($0.base) }
            // A build that failed before it made anything leaves the cache of the one before.
            guard use.isWhole || own.contains(where: { isNew($0, use) }) else { continue }
            superseded += own.filter { !isNew($0, use) && !use.taken.contains($0.id.hex) }.map(\.id)
        }
        return superseded
    }

    /// An image without a name that no other image goes on from.
    private struct Leaf {
        let id: ImageID
        let created: Int
        /// The name of the image that it was made for.
        let name: String
        /// The image that it stands on.
        let base: String
    }

    private func namelessLeaves() async throws -> [Leaf] {
        let root = try await storageRoot()
        let folders = FolderTree.names(in: root).filter { $0.hasSuffix("-images") }.map { "\(root)/\($0)" }
        return try await listedImages().compactMap { image in
            guard image.texts("names").isEmpty, let id = image["id"]?.text.flatMap({ ImageID($0) }),
                case .integer(let created)? = image["created"]
            else { return nil }
            let manifests = folders.lazy.compactMap { FileSystem.read("\($0)/\(id.hex)/manifest") }
            let annotations = manifests.first.flatMap { JSONValue.parse($0) }?["annotations"]
            guard let name = annotations?[BuildCache.annotation]?.text else { return nil }
            let base = annotations?[Annotation.baseName]?.text ?? "scratch"
            return Leaf(id: id, created: created, name: name, base: base)
        }
    }

    /// The folder of buildah's storage.
    func storageRoot() async throws -> String {
        let root = try await tool.succeed(
            ["info", "--format", "{{.store.GraphRoot}}"], operation: "find", subject: "buildah's storage")
        return String(root.prefix { !$0.isNewline })
    }
}
