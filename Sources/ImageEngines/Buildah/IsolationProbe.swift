internal import PipelineCore

/// Finds out how buildah can separate processes on this machine.
struct IsolationProbe: Sendable {
    let tool: EngineTool
    let settings: EngineSettings

    /// The flags that `buildah build` and `buildah run` need for isolation and network.
    func flags(network: NetworkMode) async throws -> [String] {
        switch try await isolation() {
        case .chroot:
            // A changed root has no network of its own.
            return ["--isolation", "chroot"]
        case .oci, .auto:
            let mode = network == .bridge ? "private" : network.rawValue
            return ["--isolation", "oci", "--runtime", "runc", "--network", mode]
        }
    }

    private func isolation() async throws -> EngineSettings.Isolation { settings.isolation }
}
