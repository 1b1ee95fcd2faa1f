internal import HTTP
internal import PipelineCore

extension DockerSocket {
    /// How a container that was made ended.
    enum Ending: Sendable {
        case exited(Int32)
        /// The daemon could not start its program.
        case notStarted
        /// The daemon does not answer any more.
        case lost
    }

    /// Makes a container, runs it and hands on what it writes; `nil` where none was made and the client has to.
    func run(
        _ request: ContainerRequest, volumes: [String], onLine: @escaping OutputHandler
    ) async throws -> Ending? {
        guard isAllOfTheClient else { return nil }
        // A daemon goes on making a container that nobody waits for any more, and nobody would remove it.
        let made = try await Task {
            try await answer(
                "POST", "containers/create", query: "name=\(request.name.text)",
                body: Self.configuration(of: request, volumes: volumes), patiently: true)
        }.value
        try Task.checkCancellation()
        guard made?.status == 201 else { return nil }
        let name = "containers/\(request.name.text)"
        let output = ContainerOutput(onLine)
        let (attached, attachment) = AsyncStream.makeStream(of: Void.self)
        return try await withThrowingTaskGroup(of: HTTPAnswer?.self) { group in
            group.addTask {
                defer { attachment.finish() }
                let sink = HTTPSink(onBegin: { attachment.yield() }, onBody: output.feed)
                return try await answer(
                    "POST", "\(name)/attach", query: "stream=1&stdout=1&stderr=1", to: sink, patiently: true)
            }
            defer { group.cancelAll() }
            // What it wrote before somebody listens would be lost.
            guard await attached.first(where: { true }) != nil else { return .lost }
            guard let start = try await answer("POST", "\(name)/start", patiently: true) else { return .lost }
            guard start.status == 204 else { return .notStarted }
            guard try await group.next()??.status == 200 else { return .lost }
            output.finish()
            guard let end = try await answer("POST", "\(name)/wait", patiently: true), end.status == 200,
                case .integer(let code)? = JSONValue.parse(end.body)?["StatusCode"]
            else { return .lost }
            return .exited(Int32(truncatingIfNeeded: code))
        }
    }

    /// The container as the Docker Engine API's `ContainerCreate` takes it.
    private static func configuration(of request: ContainerRequest, volumes: [String]) -> JSONValue {
        var host: [String: JSONValue] = [
            "NetworkMode": .string(request.settings.network.dockerName),
            "Binds": .array(volumes.map(JSONValue.string)),
        ]
        if let memory = request.limits.memory {
            host["Memory"] = .integer(memory)
            host["MemorySwap"] = .integer(memory)
        }
        if let processors = request.limits.processors { host["NanoCpus"] = .integer(Int(processors * 1e9)) }
        if let processes = request.limits.processes { host["PidsLimit"] = .integer(processes) }
        let variables = ContainerEnvironment.all(request).map { JSONValue.string("\($0.key)=\($0.value)") }
        var container: [String: JSONValue] = [
            "Image": .string(request.image.hex), "Env": .array(variables), "HostConfig": .object(host),
            "AttachStdout": .bool(true), "AttachStderr": .bool(true),
        ]
        if !request.arguments.isEmpty { container["Cmd"] = .array(request.arguments.map(JSONValue.string)) }
        return .object(container)
    }
}
