internal import CommandRunner
internal import Glibc
internal import PipelineCore

/// Which docker client was found to be able to build, remembered across processes for as long as the programs stay as they
/// are: asking them takes a process each.
struct RememberedClient: Sendable {
    let runner: CommandRunner
    let cacheFolder: String

    /// The client's path; `nil` if none is remembered, or no daemon answers at a socket of this machine.
    func path() async throws -> String? {
        guard let known = FileSystem.read(file).flatMap(JSONValue.parse), known["key"]?.text == key,
            let path = known["client"]?.text, let socket = DockerSocket(environment: runner.environment),
            try await socket.answersAsDocker()
        else { return nil }
        return path
    }

    /// What cannot be written down is found out again.
    func remember(_ client: DockerClient) {
        let answer = JSONValue.object(["key": .string(key), "client": .string(client.path)])
        try? FileSystem.makeFolder(cacheFolder)
        try? FileSystem.replace(file, with: answer.bytes)
    }

    private var file: String { "\(cacheFolder)/docker-client.json" }

    /// Changes with each upgrade of the programs.
    private var key: String {
        (DockerClient.candidates(runner.environment) + DockerClient.plugins(runner.environment)).map { path in
            var status = stat()
            guard stat(path, &status) == 0 else { return "\(path) missing" }
            return "\(path) \(status.st_size) \(status.st_mtim.tv_sec)"
        }.joined(separator: ", ")
    }
}
