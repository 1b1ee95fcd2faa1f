internal import HTTP
internal import OCI
internal import PipelineCore

/// The socket that a Docker daemon of this machine listens at. A question that needs no client takes milliseconds there; each
/// client is a process of 50 ms and more.
///
/// Everything here is a short cut: where there is no such socket, or the daemon answers other than expected, the client is
/// asked, which has the words for it.
struct DockerSocket: Sendable {
    private let batch: HTTPBatch
    private let environment: [String: String]

    /// `nil` where the client would talk to a daemon by other means.
    init?(environment: [String: String]) {
        var path = "/var/run/docker.sock"
        if let host = environment["DOCKER_HOST"], !host.isEmpty {
            guard host.hasPrefix("unix:///") else { return nil }
            path = host.removingPrefix("unix://")
        } else if !Self.usesDefaultContext(environment) {
            return nil
        }
        guard FileSystem.exists(path) else { return nil }
        var batch = HTTPBatch()
        (batch.socket, batch.proxy) = (path, "")
        self.batch = batch
        self.environment = environment
    }

    /// Whether the client would add nothing of its own to a container, or to what a registry is told. Somebody may log in at
    /// any time.
    var isAllOfTheClient: Bool {
        let configuration = Self.configuration(environment)
        return ["DOCKER_DEFAULT_PLATFORM", "DOCKER_AUTH_CONFIG", "DOCKER_CONTENT_TRUST"]
            .allSatisfy { environment[$0] == nil }
            && ["proxies", "auths", "credsStore", "credHelpers"].allSatisfy { configuration?[$0] == nil }
    }

    /// Whether it is a Docker daemon that answers; podman's, which has no BuildKit, listens at such sockets, too.
    func answersAsDocker() async throws -> Bool {
        guard let answer = try await answer("GET", "version"), answer.status == 200 else { return false }
        let components = JSONValue.parse(answer.body)?.elements("Components") ?? []
        let names = components.compactMap { $0["Name"]?.text }
        return !names.isEmpty && !names.contains { $0.contains("Podman") }
    }

    /// Looks an image up.
    func image(_ name: String) async throws -> Finding {
        guard let answer = try await answer("GET", "images/\(name)/json") else { return .unknown }
        return switch answer.status {
        case 200: .image("[\(String(decoding: answer.body, as: UTF8.self))]")
        case 404: .missing
        default: .unknown
        }
    }

    /// Gives an image a further name; whether that worked.
    func tag(_ image: ImageID, as reference: ImageReference) async throws -> Bool {
        let query = "repo=\(reference.name)&tag=\(reference.tag ?? "latest")"
        return try await answer("POST", "images/\(image.hex)/tag", query: query)?.status == 201
    }

    /// Removes a name of an image, and the image with its last one; whether it is gone.
    func remove(image: String) async throws -> Bool {
        [200, 404].contains(try await answer("DELETE", "images/\(image)")?.status)
    }

    /// Ends a container and removes it with its volumes; whether it is gone.
    func remove(container: String) async throws -> Bool {
        [204, 404].contains(try await answer("DELETE", "containers/\(container)", query: "force=1&v=1")?.status)
    }

    /// What the daemon says about an image.
    enum Finding: Sendable {
        /// A list of one description, as the client prints it.
        case image(String)
        case missing
        /// It did not say; the client has to be asked.
        case unknown
    }

    /// What the daemon answers; `nil` for nothing. The body of success goes to `sink` where there is one.
    func answer(
        _ method: String, _ path: String, query: String = "", header: String? = nil, body: JSONValue? = nil,
        to sink: HTTPSink? = nil, patiently: Bool = false
    ) async throws -> HTTPAnswer? {
        guard path.utf8.allSatisfy(Self.isPlain) else { return nil }
        var request = HTTPRequest(
            method: method, url: "http://localhost/\(path)" + (query.isEmpty ? "" : "?\(query)"))
        if let header { request.headers.append(header) }
        if let body {
            request.headers.append("Content-Type: application/json")
            request.body = String(decoding: body.bytes, as: UTF8.self)
        }
        var batch = batch
        if patiently { batch.timeoutSeconds = 0 }
        do {
            if let sink { return try await batch.stream(request, to: sink) }
            return try await batch.send([request]).first
        } catch is HTTPFailure {
            return nil
        }
    }

    /// What stands for itself in an address; names of images and containers have nothing else.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || "-._/:@".utf8.contains(byte)
    }

    private static func usesDefaultContext(_ environment: [String: String]) -> Bool {
        if let context = environment["DOCKER_CONTEXT"], !context.isEmpty { return context == "default" }
        let context = configuration(environment)?["currentContext"]?.text ?? ""
        return context.isEmpty || context == "default"
    }

    /// The client's own configuration.
    private static func configuration(_ environment: [String: String]) -> JSONValue? {
        let folder = environment["DOCKER_CONFIG"] ?? "\(environment["HOME"] ?? "/root")/.docker"
        return FileSystem.read("\(folder)/config.json").flatMap { JSONValue.parse($0) }
    }
}
