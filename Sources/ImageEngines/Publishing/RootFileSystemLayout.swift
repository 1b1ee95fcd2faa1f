internal import CommandRunner
internal import FoundationEssentials
internal import PipelineCore

/// A one-layer image around a root file system's archive, written as an OCI layout for an engine to load.
///
/// Every byte of configuration and manifest is ours and follows from the archive and its settings, so that the same input
/// makes the same image at any time and on either engine.
struct RootFileSystemLayout {
    private let source: RootFileSystem
    private let folder: String

    /// What tools call the image in the layout.
    var reference: String { "oci:\(folder):\(OCILayout.stagedName)" }

    /// A layout in `folder`, whose path has no colon.
    init(_ source: RootFileSystem, folder: String) {
        self.source = source
        self.folder = folder
    }

    /// Writes the layout. The layer is a link to the archive.
    func write(runner: CommandRunner) async throws {
        guard let size = FileSystem.size(source.archive) else { throw FileSystem.failure("load", source.archive) }
        try FileSystem.makeFolder("\(folder)/blobs/sha256")
        let layer = try await checksum(source.archive, runner: runner)
        try FileSystem.link(source.archive, at: "\(folder)/blobs/sha256/\(layer)")
        let configuration = try await add(configuration(layer: layer).bytes, runner: runner)
        let type = "application/vnd.oci.image"
        let manifest = try await add(
            JSONValue.object([
                "schemaVersion": .integer(2),
                "mediaType": .string("\(type).manifest.v1+json"),
                "config": descriptor("\(type).config.v1+json", configuration.digest, size: configuration.size),
                "layers": .array([descriptor("\(type).layer.v1.tar", layer, size: size)]),
            ]).bytes, runner: runner)
        let entry = descriptor("\(type).manifest.v1+json", manifest.digest, size: manifest.size)
            .setting("annotations", to: .object([OCILayout.nameKey: .string(OCILayout.stagedName)]))
        let index = JSONValue.object(["schemaVersion": .integer(2), "manifests": .array([entry])])
        try FileSystem.replace("\(folder)/oci-layout", with: Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
        try FileSystem.replace("\(folder)/index.json", with: index.bytes)
    }

    private func configuration(layer: String) -> JSONValue {
        let created = Date(timeIntervalSince1970: Double(source.created)).formatted(.iso8601)
        var process: [String: JSONValue] = [:]
        if !source.environment.isEmpty { process["Env"] = .array(source.environment.map { .string($0) }) }
        if !source.command.isEmpty { process["Cmd"] = .array(source.command.map { .string($0) }) }
        if !source.labels.isEmpty { process["Labels"] = .object(source.labels.mapValues { .string($0) }) }
        return .object([
            "architecture": .string(source.architecture),
            "os": .string("linux"),
            "created": .string(created),
            "config": .object(process),
            "rootfs": .object(["type": .string("layers"), "diff_ids": .array([.string("sha256:\(layer)")])]),
            "history": .array([
                .object(["created": .string(created), "created_by": .string("root file system")])
            ]),
        ])
    }

    private func descriptor(_ mediaType: String, _ hex: String, size: Int) -> JSONValue {
        .object(["mediaType": .string(mediaType), "digest": .string("sha256:\(hex)"), "size": .integer(size)])
    }

    /// Writes a blob under its checksum.
    private func add(_ bytes: [UInt8], runner: CommandRunner) async throws -> (digest: String, size: Int) {
        let draft = "\(folder)/draft"
        try FileSystem.replace(draft, with: bytes)
        let digest = try await checksum(draft, runner: runner)
        try FileSystem.replace("\(folder)/blobs/sha256/\(digest)", with: bytes)
        return (digest, bytes.count)
    }

    private func checksum(_ path: String, runner: CommandRunner) async throws -> String {
        let printed = try await EngineTool(executable: "sha256sum", runner: runner)
            .succeed(["--", path], operation: "read", subject: path)
        // A path with a backslash is printed escaped, behind a backslash of its own.
        return String(printed.drop { $0 == "\\" }.prefix(64))
    }
}
