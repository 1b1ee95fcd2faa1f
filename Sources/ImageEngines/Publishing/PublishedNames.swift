internal import CommandRunner
internal import OCI
internal import PipelineCore

/// Looks at names of published images and moves them, without an engine: both kinds of destination, by skopeo or in place.
struct PublishedNames {
    let runner: CommandRunner

    /// What a name stands for; `nil` for nothing.
    func digest(at destination: ImageDestination) async throws -> Digest? {
        switch destination {
        case .layout(let folder, let name): return try OCILayout(folder: folder).digest(of: name)
        case .registry(let reference): return try await RegistryQuery(runner: runner).digest(ifAny: reference)
        }
    }

    /// What a name stands for, as the image's configuration has it; `nil` for nothing.
    func configuration(at destination: ImageDestination) async throws -> PublishedConfiguration? {
        guard let digest = try await digest(at: destination) else { return nil }
        let (source, folder): ([String], String?) =
            switch destination {
            // By its digest: the name may move in between.
            case .registry(let reference): (reference.tlsFlags + ["docker://\(reference.name)@\(digest)"], nil)
            // From within: a path may have a colon.
            case .layout(let folder, let name): (["oci:.:\(name)"], folder)
            }
        let skopeo = EngineTool(executable: "skopeo", runner: runner)
        let printed = try await skopeo.succeed(
            ["inspect", "--config"] + source, in: folder, operation: "read", subject: destination.description)
        let process = JSONValue.parse(Array(printed.utf8))?["config"]
        var labels: [String: String] = [:]
        if case .object(let members)? = process?["Labels"] { labels = members.compactMapValues(\.text) }
        return PublishedConfiguration(
            digest: digest, environment: process?.texts("Env") ?? [], command: process?.texts("Cmd") ?? [],
            labels: labels)
    }

    /// Makes a name stand for another manifest of the same repository or layout, or for none.
    ///
    /// A registry can forget a manifest with all its names, and few can forget one name alone: `false` is returned.
    func point(_ destination: ImageDestination, at digest: Digest?) async throws -> Bool {
        switch (destination, digest) {
        case (.layout(let folder, let name), let digest):
            try await OCILayout(folder: folder).point(name, at: digest)
        case (.registry, nil): return false
        case (.registry(let reference), let digest?):
            let skopeo = EngineTool(executable: "skopeo", runner: runner)
            let flags = reference.isLoopback ? ["--src-tls-verify=false", "--dest-tls-verify=false"] : []
            let copied = try await skopeo.capture(
                ["copy", "--all", "--preserve-digests"] + flags + [
                    "docker://\(reference.name)@\(digest)", "docker://\(reference)",
                ])
            guard copied.status.isSuccess else {
                throw FailureReport(output: copied).registryFailure(operation: "publish", reference)
            }
        }
        return true
    }
}
