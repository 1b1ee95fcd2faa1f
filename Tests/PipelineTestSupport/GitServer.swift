internal import CommandRunner

/// `git daemon` on a loopback port, which can go away and come back.
public actor GitServer {
    /// Its port.
    public nonisolated let port: Int
    private let folder: String
    private var process: Task<Void, any Error>?

    /// Starts it for the repositories below `folder`.
    public init(_ folder: String) async throws {
        self.folder = folder
        for _ in 0..<10 {
            let port = Int.random(in: 20000..<60000)
            guard let process = await Self.start(folder, port) else { continue }
            (self.port, self.process) = (port, process)
            return
        }
        throw MissingRequirement("git daemon", package: "git")
    }

    /// Goes away, with all connections.
    public func stop() async {
        process?.cancel()
        _ = await process?.result
        process = nil
    }

    /// Comes back where it was.
    public func start() async throws {
        guard process == nil else { return }
        process = await Self.start(folder, port)
        guard process != nil else { throw MissingRequirement("git daemon on port \(port)", package: "git") }
    }

    /// `nil` if the port cannot be had.
    private static func start(_ folder: String, _ port: Int) async -> Task<Void, any Error>? {
        let (lines, output) = AsyncStream.makeStream(of: String.self)
        let process = Task {
            defer { output.finish() }
            let command = Command(
                "git",
                [
                    "daemon", "--verbose", "--log-destination=stderr", "--export-all", "--reuseaddr",
                    "--listen=127.0.0.1", "--port=\(port)", "--base-path=\(folder)", folder,
                ])
            _ = try await TestEnvironment.runner.stream(command) { output.yield($1) }
        }
        for await line in lines where line.hasSuffix("Ready to rumble") { return process }
        return nil
    }
}
