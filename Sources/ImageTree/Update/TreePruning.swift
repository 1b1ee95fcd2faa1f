internal import OCI
public import PipelineCore

/// Which names of a tree's images are of no use on a machine any more.
public struct TreePruning: Sendable {
    /// The names to remove; those of images on top come before those that they stand on.
    public let references: [String]

    /// Finds old versions of `names` among the images that an engine holds.
    ///
    /// An image that also has its current name keeps all of its names.
    public init(of tree: ProductionTree, names: [String], local: [LocalImage]) {
        references = names.reversed().flatMap { name -> [String] in
            guard let label = tree.images[name]?.definition.label else { return [] }
            // Without a registry, buildah puts `localhost/` before names and docker nothing.
            let repositories = [label.name, "localhost/\(label.name)"]
            func isCurrent(_ reference: String) -> Bool {
                repositories.contains { "\($0):\(label.tag ?? "")" == reference }
            }
            func belongs(_ reference: String) -> Bool { repositories.contains { reference.hasPrefix("\($0):") } }
            return local.filter { !$0.references.contains(where: isCurrent) }
                .flatMap { $0.references.filter(belongs) }.sorted()
        }
    }
}
