internal import Hashing

/// What proves to a receiver of messages who sends them.
public enum WebCredential: Sendable {
    /// `Authorization: Bearer TOKEN`.
    case bearer(String)
    /// A user's name and a password.
    case basic(username: String, password: String)
    /// A key with which the body is signed: `X-Hub-Signature-256: sha256=HMAC`, as GitHub signs its own.
    case signature(key: String)
}

/// An address that takes JSON by POST.
public struct WebAddress: Sendable {
    /// `https://…` or `http://…`.
    public let url: String
    /// What it is called in messages: not the address itself, where that is a secret.
    public let name: String
    /// What it is shown; `nil` for nothing.
    public let credential: WebCredential?

    /// Bundles them; without a `name` the address is called by its URL without query.
    public init(url: String, name: String? = nil, credential: WebCredential? = nil) {
        self.url = url
        self.name = name ?? String(url.prefix { $0 != "?" })
        self.credential = credential
    }
}

/// What a server answered.
public struct WebAnswer: Sendable {
    /// The status, at least 200 and below 300.
    public let status: Int
    /// The value of the header `Location`; empty if there is none.
    public let location: String
    /// The body, at most 4 MiB.
    public let body: String
}

extension CurlProgram {
    /// Posts `json` and returns the answer. Every attempt carries the same `X-Pipeline-Runner-Delivery`, so that a receiver
    /// can tell a repetition.
    ///
    /// - Throws: `MessageFailure` if there is no answer or one of another status than 2xx.
    public func post(_ json: String, to address: WebAddress, delivery: String) async throws -> WebAnswer {
        let output = try await transfer(to: address.name, payload: json) { curl, file in
            prepare(&curl, address, body: json)
            curl.set("header", "Content-Type: application/json")
            curl.set("header", "X-Pipeline-Runner-Delivery: \(delivery)")
            curl.set("data-binary", "@\(file)")
        }
        return try Self.answer(output, from: address)
    }

    /// Gets what is behind an address.
    ///
    /// - Throws: `MessageFailure` if there is no answer or one of another status than 2xx.
    public func get(_ address: WebAddress) async throws -> WebAnswer {
        let output = try await transfer(to: address.name, payload: nil) { curl, _ in
            prepare(&curl, address, body: "")
        }
        return try Self.answer(output, from: address)
    }

    private func prepare(_ curl: inout CurlCommand, _ address: WebAddress, body: String) {
        curl.set("url", address.url)
        curl.set("proto", "=http,https")
        curl.set("fail-with-body")
        curl.set("header", "Accept: application/json")
        curl.set("header", "Expect:")
        // The body may end without a line end; the status stands in a line of its own in any case.
        curl.set("write-out", "\n%{response_code} %header{location}\n")
        switch address.credential {
        case .bearer(let token): curl.set("header", "Authorization: Bearer \(token)")
        case .basic(let username, let password):
            curl.set("basic")
            curl.set("user", "\(username):\(password)")
        case .signature(let key):
            curl.set("header", "X-Hub-Signature-256: sha256=\(HMAC.hex(of: body.utf8, key: key.utf8))")
        case nil: break
        }
    }

    private static func answer(_ output: String, from address: WebAddress) throws -> WebAnswer {
        let end = output.hasSuffix("\n") ? output.dropLast() : output[...]
        let start = end.lastIndex(of: "\n") ?? end.startIndex
        let words = end[start...].drop { $0 == "\n" }.split(separator: " ", maxSplits: 1)
        guard let status = words.first.flatMap({ Int($0) }), (200..<300).contains(status) else {
            let reason = words.first.map { "it answered \($0), and redirections are not followed" } ?? "no answer"
            throw MessageFailure(
                subject: address.name, reason: reason, hint: nil, status: words.first.flatMap { Int($0) })
        }
        return WebAnswer(
            status: status, location: words.count > 1 ? String(words[1]) : "", body: String(end[..<start]))
    }
}
