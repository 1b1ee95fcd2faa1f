internal import FoundationEssentials
internal import OCI
internal import PipelineCore

/// What `buildah inspect --type image` prints, as far as it is read.
struct BuildahImage: Decodable {
    struct Configuration: Decodable {
        struct Process: Decodable {
            var User: String?
            var WorkingDir: String?
            var Env: [String]?
            var Entrypoint: [String]?
            var Cmd: [String]?
            var Labels: [String: String]?
        }
        struct RootFileSystem: Decodable { var diff_ids: [String]? }
        var config: Process?
        var rootfs: RootFileSystem?
    }
    struct Manifest: Decodable {
        struct Layer: Decodable { var digest: String }
        var layers: [Layer]?
    }

    var FromImage: String
    var FromImageID: String
    var FromImageDigest: String
    var Manifest: String
    var OCIv1: Configuration

    static func description(json: String, of image: String) throws -> ImageDescription {
        let decoder = JSONDecoder()
        guard let parsed = try? decoder.decode(BuildahImage.self, from: Data(json.utf8)),
            let id = ImageID(parsed.FromImageID)
        else {
            throw EngineFailure(
                .other, operation: "understand what buildah says about", subject: image,
                details: [String(json.prefix(200))])
        }
        var description = ImageDescription(id: id)
        let process = parsed.OCIv1.config
        description.user = process?.User ?? ""
        description.workingDirectory = process?.WorkingDir ?? ""
        description.environment = process?.Env ?? []
        description.entrypoint = process?.Entrypoint ?? []
        description.command = process?.Cmd ?? []
        description.labels = process?.Labels ?? [:]
        if ImageID(parsed.FromImage) == nil, !parsed.FromImage.isEmpty { description.references = [parsed.FromImage] }
        // buildah computes a digest for images that were never in a registry too. Layers made here are kept as they
        // are; those of a registry are compressed, so that their digests differ from the contents'.
        let manifest = try? decoder.decode(BuildahImage.Manifest.self, from: Data(parsed.Manifest.utf8))
        if manifest?.layers?.map(\.digest) ?? [] != parsed.OCIv1.rootfs?.diff_ids ?? [] {
            description.manifestDigest = Digest(parsed.FromImageDigest)
        }
        return description
    }
}
