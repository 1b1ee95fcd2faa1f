public import OCI
public import PipelineCore

/// Where an image of a tree is to be had.
public enum ImageState: Sendable, Hashable {
    /// The registry has it, with this manifest.
    case published(Digest)
    /// Only the engine has it.
    case built(ImageID)
    /// It is nowhere.
    case missing
}

/// What registry and engine hold of a tree.
public struct TreeState: Sendable {
    /// The state of each image by short name.
    public let images: [String: ImageState]
    /// What the engine holds, by name and tag.
    let local: [String: ImageID]

    /// Combines what was found out.
    ///
    /// - Parameters:
    ///   - published: the digests of labels that the registry has.
    ///   - local: the images of labels that the engine has.
    ///   - needsLocal: whether an image that is published only counts as missing, because nothing is to be pulled.
    public init(
        of tree: ProductionTree, published: [ImageReference: Digest], local: [String: ImageID], needsLocal: Bool
    ) {
        self.local = local
        images = tree.images.mapValues { image in
            let label = image.definition.label
            let held =
                local[image.definition.labelText] ?? local["localhost/\(label)"] ?? local["docker.io/library/\(label)"]
            if let digest = published[label], !needsLocal || held != nil { return .published(digest) }
            return held.map(ImageState.built) ?? .missing
        }
    }
}

/// What a tree's registry is asked; handed in, because asking is input and output.
public struct RegistryLookup: Sendable {
    let digests: @Sendable ([ImageReference]) async throws -> [ImageReference: Digest]
    let tags: @Sendable (ImageReference) async throws -> [String]

    /// Holds how to ask.
    ///
    /// - Parameters:
    ///   - digests: which of many references the registry has, with their manifests.
    ///   - tags: the tags of a reference's repository; none for one that is not there.
    public init(
        digests: @escaping @Sendable ([ImageReference]) async throws -> [ImageReference: Digest],
        tags: @escaping @Sendable (ImageReference) async throws -> [String]
    ) {
        self.digests = digests
        self.tags = tags
    }
}
