internal import OCI
internal import PipelineCore

extension OCILayout {
    /// The annotation that records which image of an engine's storage a manifest was made from.
    ///
    /// A manifest's configuration tells it only where the copying tool kept the configuration's bytes, which skopeo does
    /// not when it reads from a Docker daemon.
    static let imageKey = "pipeline-runner.image-id"
    /// The name that an image has in the layout a tool writes for us.
    static let stagedName = "image"

    /// Puts an image into the layout under `name`, which moves there if it stood for another image.
    ///
    /// `fill` has a tool write the image as `oci:.:image` when started in the folder it is given. It is not called where
    /// the layout holds the image already. Any number of processes may publish into a layout at once: blobs are shared,
    /// and the index is replaced as a whole under a lock.
    func publish(
        _ image: ImageID, name: String, fill: (_ staging: String) async throws -> Void
    ) async throws -> Digest {
        do {
            return try await place(image, name: name, fill: fill)
        } catch let failure as EngineFailure where failure.code == .other {
            throw EngineFailure(
                .registryFailed, operation: "publish to", subject: "oci:\(folder):\(name)", details: failure.details,
                hint: failure.hint)
        }
    }

    private func place(
        _ image: ImageID, name: String, fill: (_ staging: String) async throws -> Void
    ) async throws -> Digest {
        try FileSystem.makeFolder("\(folder)/blobs/sha256")
        if let known = try index().elements("manifests").first(where: { holds($0, image) }) {
            return try await add(known, name: name, image: image)
        }
        let staging = try await LayoutStaging(layout: folder)
        defer { staging.remove() }
        try await fill(staging.path)
        guard
            let descriptor = try OCILayout(folder: staging.path).index().elements("manifests").first,
            descriptor["digest"]?.text.flatMap({ Digest($0) }) != nil
        else {
            throw EngineFailure(
                .registryFailed, operation: "publish to", subject: folder, details: ["no image arrived in the layout"])
        }
        return try await add(descriptor, name: name, image: image)
    }

    private func add(_ descriptor: JSONValue, name: String, image: ImageID) async throws -> Digest {
        let annotations = (descriptor["annotations"] ?? .object([:]))
            .setting(Self.nameKey, to: .string(name)).setting(Self.imageKey, to: .string(image.hex))
        let entry = descriptor.setting("annotations", to: annotations)
        return try await FileLock.with("\(folder)/.lock") {
            let index = try index()
            let others = index.elements("manifests").filter { $0["annotations"]?[Self.nameKey]?.text != name }
            let updated = index.setting("manifests", to: .array(others + [entry]))
            if updated != index {
                try FileSystem.replace("\(folder)/oci-layout", with: Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
                try FileSystem.replace("\(folder)/index.json", with: updated.bytes)
            }
            guard let digest = try digest(of: name) else {
                throw EngineFailure(
                    .registryFailed, operation: "publish to", subject: folder,
                    details: ["the index does not keep \(name)"])
            }
            return digest
        }
    }

    /// Makes `name` stand for a manifest that the layout holds under another name, or removes the name.
    func point(_ name: String, at digest: Digest?) async throws {
        try await FileLock.with("\(folder)/.lock") {
            let index = try index()
            let all = index.elements("manifests")
            var kept = all.filter { $0["annotations"]?[Self.nameKey]?.text != name }
            if let digest {
                guard let known = all.first(where: { $0["digest"]?.text == digest.text }) else {
                    throw EngineFailure(
                        .registryFailed, operation: "publish to", subject: "oci:\(folder):\(name)",
                        details: ["the layout does not hold \(digest)"])
                }
                let annotations = (known["annotations"] ?? .object([:])).setting(Self.nameKey, to: .string(name))
                kept.append(known.setting("annotations", to: annotations))
            }
            let updated = index.setting("manifests", to: .array(kept))
            if updated != index { try FileSystem.replace("\(folder)/index.json", with: updated.bytes) }
        }
    }

    /// Whether a descriptor is that of `image` and everything it refers to is there.
    private func holds(_ descriptor: JSONValue, _ image: ImageID) -> Bool {
        guard descriptor["annotations"]?[Self.imageKey]?.text == image.hex, let path = blob(descriptor),
            let manifest = FileSystem.read(path).flatMap(JSONValue.parse), let configuration = manifest["config"]
        else { return false }
        return ([configuration] + manifest.elements("layers")).allSatisfy { part in
            blob(part).map(FileSystem.exists) ?? false
        }
    }

    private func blob(_ descriptor: JSONValue) -> String? {
        guard let digest = descriptor["digest"]?.text.flatMap({ Digest($0) }), digest.text.hasPrefix("sha256:") else {
            return nil
        }
        return "\(folder)/blobs/sha256/\(digest.hex)"
    }
}
