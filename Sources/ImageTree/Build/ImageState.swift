public import OCI
public import PipelineCore

/// Where an image of a tree is to be had.
public enum ImageState: Sendable, Hashable {
    /// The registry has it, with this manifest.
    case published(Digest)
    /// Only the engine has it.
    case built(ImageID)
    /// Only the engine has one of that name, which is not what its definition says; the text is why, as a phrase.
    case outdated(String)
    /// It is nowhere.
    case missing
}

/// What registry and engine hold of a tree.
public struct TreeState: Sendable {
    /// The state of each image by short name.
    public let images: [String: ImageState]
    /// What the engine holds, by name and tag.
    let local: [String: ImageID]
    /// What the registry holds.
    let published: [ImageReference: Digest]

    /// Combines what was found out.
    ///
    /// - Parameters:
    ///   - published: the digests of labels that the registry has.
    ///   - local: the images of labels that the engine has.
    ///   - needsLocal: whether an image that is published only counts as missing, because nothing is to be pulled.
    ///   - record: what is remembered of images that were built here.
    public init(
        of tree: ProductionTree, published: [ImageReference: Digest], local: [String: ImageID], needsLocal: Bool,
        record: BuildRecord? = nil
    ) {
        (self.local, self.published) = (local, published)
        var images: [String: ImageState] = [:]
        for image in tree.ordered {
            let label = image.definition.label
            let held = Self.held(image.definition.labelText, local)
            if let digest = published[label], !needsLocal || held != nil {
                images[image.definition.name] = .published(digest)
            } else if let held {
                let memory = record?.memory(of: image.definition.labelText) ?? .nothing
                let flaw = Self.flaw(of: image, held, memory, in: tree, images, local)
                images[image.definition.name] = flaw.map(ImageState.outdated) ?? .built(held)
            } else {
                images[image.definition.name] = .missing
            }
        }
        self.images = images
    }

    /// What the engine holds under the label of an image; buildah and docker complete names, each in its own way.
    static func held(_ label: String, _ local: [String: ImageID]) -> ImageID? {
        local[label] ?? local["localhost/\(label)"] ?? local["docker.io/library/\(label)"]
    }

    /// Why an image that is here is not what its definition says; `nil` if nothing speaks against it.
    private static func flaw(
        of image: ProductionTree.Image, _ held: ImageID, _ memory: BuildRecord.Memory, in tree: ProductionTree,
        _ states: [String: ImageState], _ local: [String: ImageID]
    ) -> String? {
        for parent in image.parents { if case .outdated? = states[parent] { return "`\(parent)` is built anew" } }
        switch memory {
        case .unfinished: return "its last build or test on this machine did not end well"
        case .finished(let entry) where entry.image == held:
            if entry.source != tree.source(of: image) { return "its files have changed since it was built" }
            for parent in image.parents {
                guard let definition = tree.images[parent]?.definition,
                    let now = Self.held(definition.labelText, local),
                    let before = entry.parents[definition.labelText], before != now
                else { continue }
                return "`\(parent)` has changed since it was built"
            }
            return nil
        case .finished, .nothing: return nil
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
