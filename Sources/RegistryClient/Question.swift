internal import HTTP
internal import OCI

/// What is asked about one reference.
struct Question: Sendable {
    let reference: ImageReference
    let host: String
    private let method: String
    /// What stands behind `/v2/`.
    private let path: String

    /// Whether there is such an image.
    init(_ reference: ImageReference) {
        let tag = reference.digest?.text ?? reference.tag ?? "latest"
        self.init(reference, "HEAD", "\(reference.path)/manifests/\(tag)")
    }

    /// Which tags its repository has; `page` is what the page before said about the next one.
    init(tagsOf reference: ImageReference, page: String?) {
        self.init(reference, "GET", page ?? "\(reference.path)/tags/list?n=1000")
    }

    /// Whether the server that it names is a registry.
    init(ofRegistryAt reference: ImageReference) { self.init(reference, "GET", "") }

    private init(_ reference: ImageReference, _ method: String, _ path: String) {
        self.reference = reference
        host = reference.domain ?? ""
        self.method = method
        self.path = path
    }

    /// What one token is good for.
    var repository: String { reference.name }

    /// Plain HTTP is for registries on this machine.
    var isPlain: Bool {
        if host.hasPrefix("[::1]") { return true }
        let name = host.prefix { $0 != ":" }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return name == "localhost" || (parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil })
    }

    func request(_ authorization: String?) -> HTTPRequest {
        // The names of Docker Hub and of its registry differ.
        let server = host == "docker.io" ? "registry-1.docker.io" : host
        var request = HTTPRequest(method: method, url: "\(isPlain ? "http" : "https")://\(server)/v2/\(path)")
        let types = [
            "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
        ]
        request.headers = ["Accept: \(types.joined(separator: ", "))", "User-Agent: pipeline-runner"]
        if let authorization { request.headers.append("Authorization: \(authorization)") }
        return request
    }

    /// What an answer says.
    enum Meaning {
        case found
        case missing
        /// It wants to know who asks.
        case challenge(Challenge)
        /// Something that may be over in a moment.
        case trouble(RegistryFailure)
    }

    /// - Throws: `RegistryFailure` for answers that will not change.
    func meaning(of answer: HTTPAnswer, isAuthorized: Bool) throws -> Meaning {
        guard let status = answer.status else { return .trouble(failure(answer)) }
        switch status {
        case 200: return .found
        case 404: return .missing
        case 401 where !isAuthorized:
            guard let challenge = answer.values(of: "www-authenticate").lazy.compactMap(Challenge.init).first else {
                throw unauthorized(answer)
            }
            return .challenge(challenge)
        case 401, 403: throw unauthorized(answer)
        case 429, 500...599: return .trouble(failure(answer))
        default: throw failure(answer)
        }
    }

    /// The digest that an answer about an image gives.
    func digest(in answer: HTTPAnswer) throws -> Digest {
        guard let digest = answer.values(of: "docker-content-digest").last.flatMap({ Digest($0) }) else {
            throw failure(.failed, "its answer for \(reference) has no digest")
        }
        return digest
    }

    func failure(_ code: RegistryFailure.Code, _ details: String) -> RegistryFailure {
        RegistryFailure(
            code, host: host, details: details,
            hint: code == .unauthorized ? "log in with `buildah login \(host)` or `docker login \(host)`" : nil)
    }

    var noRegistry: RegistryFailure {
        RegistryFailure(
            .unavailable, host: host, details: "it answers, but not as a registry does",
            hint: "check host and port")
    }

    func unauthorized(_ answer: HTTPAnswer) -> RegistryFailure {
        failure(.unauthorized, "it refuses to say whether it has \(reference) (status \(answer.status ?? 0))")
    }

    func failure(_ answer: HTTPAnswer) -> RegistryFailure {
        guard let status = answer.status else {
            return RegistryFailure(
                .unavailable, host: host, details: answer.problem,
                hint: "is it running, and can this machine reach it?")
        }
        return failure(.failed, "it answers with status \(status) for \(reference)")
    }
}
