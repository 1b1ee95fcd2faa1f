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
