public import PipelineCore

/// Runs a program in a base image before the image gets the names that others build on.
public struct SmokeTest: Sendable {
    private let settings: ProcessSettings

    /// A test whose container sees the network and authorities of `settings`.
    public init(settings: ProcessSettings) { self.settings = settings }

    /// The system says what it is, no package is half-installed, and apt finds its dependencies in order.
    private static let script = """
        set -e
        . /etc/os-release
        test -n "$PRETTY_NAME"
        test "$(id -u)" = 0
        problems=$(dpkg --audit)
        if [ -n "$problems" ]; then echo "$problems"; exit 1; fi
        if command -v apt-get >/dev/null; then apt-get check -qq; fi
        echo "$PRETTY_NAME starts, and its packages are in order"
        """

    /// - Throws: `BaseFailure` with the program's last lines if it fails, `EngineFailure`, `CancellationError`.
    func run(
        _ image: ImageID, as container: ContainerName, of name: String, in engine: any ImageEngine,
        output: @escaping OutputHandler
    ) async throws {
        let lines = BootstrapLog(output: output)
        var request = ContainerRequest(image: image, name: container)
        request.arguments = ["/bin/sh", "-c", Self.script]
        request.settings = settings
        let code = try await engine.run(request, output: lines.add)
        try await engine.remove(container: request.name)
        guard code == 0 else {
            throw BaseFailure(
                .other, operation: "start", subject: "the base image \(name)", details: lines.lastLines(10),
                hint: "it was not published; look at the packages and sources of its definition")
        }
    }
}
