internal import FoundationEssentials
internal import OCI
internal import PipelineCore

/// One element of what `docker image inspect` prints, as far as it is read.
struct DockerImage: Decodable {
    struct Process: Decodable {
        var User: String?
        var WorkingDir: String?
        var Env: [String]?
        var Entrypoint: [String]?
        var Cmd: [String]?
        var Labels: [String: String]?
    }

    var Id: String
    var RepoTags: [String]?
    var RepoDigests: [String]?
    var Config: Process?

    static func description(json: String, of image: String) throws -> ImageDescription {
        guard let parsed = try? JSONDecoder().decode([DockerImage].self, from: Data(json.utf8)).first,
            let id = ImageID(parsed.Id)
        else {
            throw EngineFailure(
                .other, operation: "understand what docker says about", subject: image,
                details: [String(json.prefix(200))])
        }
        var description = ImageDescription(id: id)
        description.references = parsed.RepoTags ?? []
        description.manifestDigest = parsed.RepoDigests?.first?.split(separator: "@").last.flatMap {
            Digest(String($0))
        }
        description.user = parsed.Config?.User ?? ""
        description.workingDirectory = parsed.Config?.WorkingDir ?? ""
        description.environment = parsed.Config?.Env ?? []
        description.entrypoint = parsed.Config?.Entrypoint ?? []
        description.command = parsed.Config?.Cmd ?? []
        description.labels = parsed.Config?.Labels ?? [:]
        return description
    }
}
