internal import CommandRunner
public import OCI
public import PipelineCore

extension DockerEngine {
    /// Pulls with `docker pull`, which by itself speaks plain HTTP with a loopback registry.
    public func pull(
        _ reference: ImageReference, policy: PullPolicy, output: @escaping OutputHandler
    ) async throws -> ImageDescription {
        if policy == .missing || reference.isLocal, let image = try await inspect(reference.description) {
            return image
        }
        guard !reference.isLocal else { throw EngineFailure.notInStorage(reference, engine: name) }
        let log = OutputLog(output)
        let status = try await tool.stream(["pull", reference.description], onLine: log.add)
        guard status.isSuccess else {
            throw log.report.registryFailure(.baseUnavailable, operation: "pull", reference)
        }
        guard let image = try await inspect(reference.description) else {
            throw EngineFailure.notInStorage(reference, engine: name)
        }
        return image
    }

    /// Reads an image's configuration with `docker image inspect`.
    public func inspect(_ image: String) async throws -> ImageDescription? {
        switch try await socket?.image(image) ?? .unknown {
        case .image(let json): return try ImageDescription(docker: json, of: image)
        case .missing: return nil
        case .unknown: break
        }
        let captured = try await tool.capture(["image", "inspect", image])
        if captured.status.isSuccess { return try ImageDescription(docker: captured.standardOutput, of: image) }
        guard captured.standardError.lowercased().contains("no such image") else {
            throw FailureReport(output: captured).failure(operation: "inspect", subject: image)
        }
        return nil
    }

    /// Adds a name with `docker tag`.
    public func tag(_ image: ImageID, as reference: ImageReference) async throws {
        if let socket, try await socket.tag(image, as: reference) { return }
        _ = try await tool.succeed(
            ["tag", image.hex, reference.description], operation: "tag", subject: reference.description)
    }

    /// Removes with `docker rmi`.
    public func remove(image: String) async throws {
        if let socket, try await socket.remove(image: image) { return }
        let captured = try await tool.capture(["rmi", image])
        guard captured.status.isSuccess || captured.standardError.lowercased().contains("no such image") else {
            throw FailureReport(output: captured).failure(operation: "remove the image", subject: image)
        }
    }

    /// Lists with `docker images`.
    public func images() async throws -> [LocalImage] {
        let format = #"{{.ID}}\t{{.Repository}}:{{.Tag}}\t{{.Size}}"#
        let printed = try await tool.succeed(
            ["images", "--no-trunc", "--format", format], operation: "list", subject: "the images")
        var found: [ImageID: (references: [String], size: String)] = [:]
        for line in printed.split(whereSeparator: \.isNewline) {
            let fields = line.split(separator: "\t").map(String.init)
            guard fields.count == 3, let id = ImageID(fields[0]), !fields[1].contains("<none>") else { continue }
            found[id, default: ([], fields[2])].references.append(fields[1])
        }
        return found.map { LocalImage(id: $0.key, references: $0.value.references, size: $0.value.size) }
    }
}
