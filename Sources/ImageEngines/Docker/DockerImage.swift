internal import FoundationEssentials
internal import OCI
internal import PipelineCore

/// One element of what `docker image inspect` prints, as far as it is read.
struct DockerImage: Decodable {
    private var id: String
    private var names: [String]?
    private var digests: [String]?
    private var process: ProcessConfiguration?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "RepoTags"
        case digests = "RepoDigests"
        case process = "Config"
    }

    static func description(json: String, of image: String) throws -> ImageDescription {
        guard let parsed = try? JSONDecoder().decode([DockerImage].self, from: Data(json.utf8)).first,
            let id = ImageID(parsed.id)
        else {
            throw EngineFailure(
                .other, operation: "understand what docker says about", subject: image,
                details: [String(json.prefix(200))])
        }
        var description = ImageDescription(id: id)
        description.references = parsed.names ?? []
        description.manifestDigest = parsed.digests?.first?.split(separator: "@").last.flatMap {
            Digest(String($0))
        }
        parsed.process?.describe(&description)
        return description
    }
}
