internal import CommandRunner
public import OCI
public import PipelineCore

extension BuildahEngine {
    /// Pulls with `buildah pull`, over plain HTTP from a loopback registry.
    public func pull(
        _ reference: ImageReference, policy: PullPolicy, output: @escaping OutputHandler
    ) async throws -> ImageDescription {
        if policy == .missing || reference.isLocal, let image = try await inspect(reference.description) {
            return image
        }
        guard !reference.isLocal else { throw EngineFailure.notInStorage(reference, engine: name) }
        let log = OutputLog(output)
        let status = try await tool.stream(
            ["pull", "--policy", "always"] + reference.tlsFlags + [reference.description], onLine: log.add)
        guard status.isSuccess else {
            throw log.report.registryFailure(.baseUnavailable, operation: "pull", reference)
        }
        guard let image = try await inspect(reference.description) else {
            throw EngineFailure.notInStorage(reference, engine: name)
        }
        return image
    }

    /// Reads an image's configuration with `buildah inspect`.
    public func inspect(_ image: String) async throws -> ImageDescription? {
        let captured = try await tool.capture(["inspect", "--type", "image", image])
        if captured.status.isSuccess { return try ImageDescription(buildah: captured.standardOutput, of: image) }
        guard captured.standardError.contains("image not known") else {
            throw FailureReport(output: captured).failure(operation: "inspect", subject: image)
        }
        return nil
    }

    /// Adds a name with `buildah tag`.
    public func tag(_ image: ImageID, as reference: ImageReference) async throws {
        _ = try await tool.succeed(
            ["tag", image.hex, reference.description], operation: "tag", subject: reference.description)
    }

    /// Removes with `buildah rmi`.
    public func remove(image: String) async throws {
        let captured = try await tool.capture(["rmi", image])
        guard captured.status.isSuccess || captured.standardError.contains("image not known") else {
            throw FailureReport(output: captured).failure(operation: "remove the image", subject: image)
        }
    }

    /// Lists with `buildah images`.
    public func images() async throws -> [LocalImage] {
        try await listedImages().compactMap { image in
            guard let id = image["id"]?.text.flatMap({ ImageID($0) }) else { return nil }
            let references = image.texts("names")
            return references.isEmpty
                ? nil : LocalImage(id: id, references: references, size: image["size"]?.text ?? "")
        }
    }

    /// All images but those that others go on from, as JSON objects. The race is for an image, or for an item of one.
    func listedImages() async throws -> [JSONValue] {
        let printed = try await list(Self.listing, of: "the images", race: "locating ")
        return JSONValue.parse(Array(printed.utf8))?.elements ?? []
    }

    /// The image of which buildah says that a part is missing; `nil` if all are whole.
    func halfWrittenImage() async throws -> ImageID? {
        let problems = try await tool.capture(Self.listing).standardError
        return problems.firstMatch(of: #/locating item named .+? for image with ID \\?"([0-9a-f]{64})/#)
            .flatMap { ImageID(String($0.1)) }
    }

    private static let listing = ["images", "--json", "--no-trunc"]
}
