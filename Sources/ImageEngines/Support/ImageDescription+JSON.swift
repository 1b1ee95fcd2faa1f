internal import OCI
internal import PipelineCore

extension ImageDescription {
    /// Reads what `docker image inspect` prints about `image`.
    init(docker json: String, of image: String) throws {
        let inspected = JSONValue.parse(Array(json.utf8))?.elements.first
        guard let inspected, let id = inspected["Id"]?.text.flatMap({ ImageID($0) }) else {
            throw Self.failure(json, image)
        }
        self.init(id: id)
        references = inspected.texts("RepoTags")
        manifestDigest = inspected.texts("RepoDigests").first?.split(separator: "@").last.flatMap { Digest(String($0)) }
        read(process: inspected["Config"])
    }

    /// Reads what `buildah inspect --type image` prints about `image`.
    init(buildah json: String, of image: String) throws {
        let inspected = JSONValue.parse(Array(json.utf8))
        guard let inspected, let id = inspected["FromImageID"]?.text.flatMap({ ImageID($0) }) else {
            throw Self.failure(json, image)
        }
        self.init(id: id)
        if let name = inspected["FromImage"]?.text, !name.isEmpty, ImageID(name) == nil { references = [name] }
        read(process: inspected["OCIv1"]?["config"])
        // buildah computes a digest for images that were never in a registry too. Layers made here are kept as they
        // are; those of a registry are compressed, so that their digests differ from the contents'.
        let manifest = inspected["Manifest"]?.text.flatMap { JSONValue.parse(Array($0.utf8)) }
        let layers = manifest?.elements("layers").compactMap { $0["digest"]?.text } ?? []
        if layers != inspected["OCIv1"]?["rootfs"]?.texts("diff_ids") ?? [] {
            manifestDigest = inspected["FromImageDigest"]?.text.flatMap { Digest($0) }
        }
    }

    private mutating func read(process: JSONValue?) {
        user = process?["User"]?.text ?? ""
        workingDirectory = process?["WorkingDir"]?.text ?? ""
        environment = process?.texts("Env") ?? []
        entrypoint = process?.texts("Entrypoint") ?? []
        command = process?.texts("Cmd") ?? []
        if case .object(let members)? = process?["Labels"] { labels = members.compactMapValues(\.text) }
    }

    private static func failure(_ json: String, _ image: String) -> EngineFailure {
        EngineFailure(
            .other, operation: "understand what the engine says about", subject: image,
            details: [String(json.prefix(200))])
    }
}
