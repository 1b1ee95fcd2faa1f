internal import FlyingFox
internal import FoundationEssentials
internal import Hashing

/// Answers `POST /hooks/REPOSITORY`.
struct HookHandler: HTTPHandler {
    let policy: HookPolicy
    /// As large as GitHub's largest.
    static let mostBytes = 25 << 20
    /// As much as is looked at for the kind of event.
    private static let shownBytes = 64 << 10

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        let name = String(request.path.dropFirst("/hooks/".count))
        let requirement = policy.requirement(name)
        switch requirement {
        case .unknownRepository:
            return refused(
                name, .notFound, "there is no such repository", answer: "there is no repository `\(name)` here")
        case .unreadableSecret: return .text(.serviceUnavailable, "the secret cannot be read")
        case .nothing, .secret: break
        }
        let header = { (name: String) in request.headers[HTTPHeader(name)] }
        let proof = HookProof(header: header, query: { name in request.query.first { $0.name == name }?.value })
        if let count = request.bodySequence.count, count > Self.mostBytes { return tooLarge }
        var digest: HMAC? = if case .secret(let secret) = requirement { HMAC(key: Array(secret.utf8)) } else { nil }
        var (shown, length): ([UInt8], Int) = ([], 0)
        for try await chunk in request.bodySequence {
            length += chunk.count
            if length > Self.mostBytes { return tooLarge }
            digest?.update(chunk)
            if shown.count < Self.shownBytes { shown += chunk.prefix(Self.shownBytes - shown.count) }
        }
        guard isProven(proof, requirement, digest) else {
            return refused(name, .unauthorized, "the hint does not prove that it knows the secret")
        }
        switch HookEvent(header: header, body: shown) {
        case .other(let event): return .text(.ok, "nothing to do for `\(event)`")
        case .change:
            await policy.hint(name)
            return .text(.accepted, "`\(name)` is looked at")
        }
    }

    private func refused(
        _ name: String, _ status: HTTPStatusCode, _ reason: String, answer: String? = nil
    ) -> HTTPResponse {
        policy.refusal(name, reason)
        return .text(status, answer ?? reason)
    }

    private func isProven(_ proof: HookProof?, _ requirement: HookPolicy.Requirement, _ digest: HMAC?) -> Bool {
        guard case .secret(let secret) = requirement, let digest else { return requirement == .nothing }
        switch proof {
        case .signature(let given): return isEqual(digest.finish(), given)
        case .token(let given): return isEqual(secret, given: given)
        case nil: return false
        }
    }

    private var tooLarge: HTTPResponse { .text(.payloadTooLarge, "the body is larger than \(Self.mostBytes) bytes") }
}
