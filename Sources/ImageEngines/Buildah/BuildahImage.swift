internal import FoundationEssentials
internal import OCI
internal import PipelineCore

/// What `buildah inspect --type image` prints, as far as it is read.
struct BuildahImage: Decodable {
    private struct Configuration: Decodable {
        struct RootFileSystem: Decodable {
            var contents: [String]?

            enum CodingKeys: String, CodingKey { case contents = "diff_ids" }
        }

        var config: ProcessConfiguration?
        var rootfs: RootFileSystem?
    }

    private struct Manifest: Decodable {
        struct Layer: Decodable { var digest: String }

        var layers: [Layer]?
    }

    private var name: String
    private var id: String
    private var digest: String
    private var manifest: String
    private var configuration: Configuration

    private enum CodingKeys: String, CodingKey {
        case name = "FromImage"
        case id = "FromImageID"
        case digest = "FromImageDigest"
        case manifest = "Manifest"
        case configuration = "OCIv1"
    }

    static func description(json: String, of image: String) throws -> ImageDescription {
        let decoder = JSONDecoder()
        guard let parsed = try? decoder.decode(BuildahImage.self, from: Data(json.utf8)),
            let id = ImageID(parsed.id)
        else {
            throw EngineFailure(
                .other, operation: "understand what buildah says about", subject: image,
                details: [String(json.prefix(200))])
        }
        var description = ImageDescription(id: id)
        parsed.configuration.config?.describe(&description)
        if ImageID(parsed.name) == nil, !parsed.name.isEmpty { description.references = [parsed.name] }
        // buildah computes a digest for images that were never in a registry too. Layers made here are kept as they
        // are; those of a registry are compressed, so that their digests differ from the contents'.
        let manifest = try? decoder.decode(Manifest.self, from: Data(parsed.manifest.utf8))
        if manifest?.layers?.map(\.digest) ?? [] != parsed.configuration.rootfs?.contents ?? [] {
            description.manifestDigest = Digest(parsed.digest)
        }
        return description
    }
}
