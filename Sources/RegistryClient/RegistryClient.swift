internal import FoundationEssentials
internal import HTTP
public import OCI

/// Asks registries that speak the OCI distribution API what they hold, many questions at a time.
public struct RegistryClient: Sendable {
    /// How to reach registries.
    public struct Options: Sendable {
        /// The proxy; `nil` to go by the variables `https_proxy` and `no_proxy`.
        public var proxy: String?
        /// A PEM file of the authorities to trust instead of the system's.
        public var authorities: String?
        /// How long a registry may be silent, in seconds.
        public var timeoutSeconds = 30
        /// How many questions are asked at once; at least 1.
        public var connections = 8
        /// Whether a question that fails in a way that may pass is asked three times.
        public var asksAgain = true

        /// The environment's proxy, the system's authorities, half a minute, eight connections.
        public init() {}
    }

    private let credentials: RegistryCredentials
    private let batch: HTTPBatch
    /// Two failures that may pass and a refusal leave one more; without a second chance, a refusal does.
    private let attempts: Int
    private let asksAgain: Bool

    /// A client that answers a registry's demand for credentials out of `credentials`.
    public init(credentials: RegistryCredentials, options: Options = Options()) {
        self.credentials = credentials
        asksAgain = options.asksAgain
        attempts = asksAgain ? 4 : 2
        var batch = HTTPBatch()
        (batch.proxy, batch.authorities) = (options.proxy, options.authorities)
        (batch.timeoutSeconds, batch.connections) = (options.timeoutSeconds, options.connections)
        self.batch = batch
    }

    /// The digest of the manifest that each of `references` stands for; those that their registry does not have are left
    /// out. References without a registry are left out, too.
    ///
    /// Only status 404 means that there is no such image, and only if the server is a registry at all. Registries on
    /// loopback addresses are asked in plain HTTP.
    ///
    /// - Throws: `RegistryFailure` for the first question that has no answer, `CancellationError`.
    public func digests(of references: [ImageReference]) async throws -> [ImageReference: Digest] {
        let questions = Set(references.filter { $0.domain != nil && !$0.isLocal }).map { Question($0) }
        var found: [ImageReference: Digest] = [:]
        for (question, answer) in try await answers(to: questions) {
            found[question.reference] = try question.digest(in: answer)
        }
        let known = Set(found.keys.compactMap(\.domain))
        try await check(
            Dictionary(questions.map { ($0.host, $0) }) { first, _ in first }.filter { !known.contains($0.key) })
        return found
    }

    /// Makes sure that hosts which have nothing are registries: any web server answers 404.
    private func check(_ hosts: [String: Question]) async throws {
        guard !hosts.isEmpty else { return }
        let questions = hosts.values.map { Question(ofRegistryAt: $0.reference) }
        for (question, answer) in zip(questions, try await send(questions.map { $0.request(nil) }))
        where answer.status == 404 {
            throw question.noRegistry
        }
    }

    /// The tags of the repository of `reference`, in the registry's order; none if it does not have that repository.
    ///
    /// - Throws: `RegistryFailure`, `CancellationError`.
    public func tags(of reference: ImageReference) async throws -> [String] {
        guard reference.domain != nil, !reference.isLocal else { return [] }
        var tags: [String] = []
        var page: String?
        for _ in 0..<Self.pages {
            let question = Question(tagsOf: reference, page: page)
            guard let answer = try await answers(to: [question]).first?.answer else { return tags }
            guard let list = TagList(answer) else { throw question.failure(.failed, "its list of tags is none") }
            tags += list.tags
            guard let next = list.next else { return tags }
            page = next
        }
        return tags
    }

    /// A thousand tags each.
    private static let pages = 100

    /// The answers about what there is; questions that are answered with 404 are left out.
    private func answers(to asked: [Question]) async throws -> [(question: Question, answer: HTTPAnswer)] {
        var questions = asked
        var tokens: [String: String] = [:]
        var found: [(question: Question, answer: HTTPAnswer)] = []
        for attempt in 1...attempts where !questions.isEmpty {
            let answers = try await send(questions.map { $0.request(tokens[$0.repository]) })
            var again: [Question] = []
            var challenges: [String: (Challenge, Question)] = [:]
            for (question, answer) in zip(questions, answers) {
                switch try question.meaning(of: answer, isAuthorized: tokens[question.repository] != nil) {
                case .found: found.append((question, answer))
                case .missing: break
                case .challenge(let challenge):
                    challenges[question.repository] = (challenge, question)
                    again.append(question)
                case .trouble(let failure):
                    guard attempt < attempts, asksAgain else { throw failure }
                    again.append(question)
                }
            }
            try await authorize(challenges, &tokens)
            if !again.isEmpty, challenges.isEmpty { try await Task.sleep(for: .milliseconds(200 * attempt)) }
            questions = again
        }
        if let question = questions.first { throw question.failure(.failed, "it wants to be asked again and again") }
        return found
    }

    private func send(_ requests: [HTTPRequest]) async throws -> [HTTPAnswer] {
        var batch = batch
        // No proxy leads to a registry of this machine.
        if requests.allSatisfy({ $0.url.hasPrefix("http:") }) { batch.proxy = "" }
        do {
            return try await batch.send(requests)
        } catch let failure as HTTPFailure {
            throw RegistryFailure(.unavailable, host: "", details: failure.details, hint: failure.hint)
        }
    }

    /// Finds out what stands in the `Authorization` header for each repository that asked for one.
    private func authorize(_ challenges: [String: (Challenge, Question)], _ tokens: inout [String: String]) async throws
    {
        var requests: [(repository: String, question: Question, request: HTTPRequest)] = []
        for (repository, (challenge, question)) in challenges {
            let basic = credentials.basic(host: question.host, repository: question.reference.path)
            if challenge == .basic {
                guard let basic else { throw question.failure(.unauthorized, "it wants an account") }
                tokens[repository] = "Basic \(basic)"
                continue
            }
            guard let url = challenge.tokenURL(allowsPlain: question.isPlain) else {
                throw question.failure(.unauthorized, "its tokens come over a connection that is not secure")
            }
            var request = HTTPRequest(url: url)
            if let basic { request.headers = ["Authorization: Basic \(basic)"] }
            requests.append((repository, question, request))
        }
        let answers = try await send(requests.map(\.request))
        for (entry, answer) in zip(requests, answers) {
            guard answer.status == 200, let token = Token(answer.body)?.text else {
                throw entry.question.unauthorized(answer)
            }
            tokens[entry.repository] = "Bearer \(token)"
        }
    }

    private struct Token {
        private struct Body: Decodable {
            let token: String?
            let accessToken: String?

            enum CodingKeys: String, CodingKey {
                case token
                case accessToken = "access_token"
            }
        }

        let text: String

        init?(_ body: [UInt8]) {
            let parsed = try? JSONDecoder().decode(Body.self, from: Data(body))
            guard let text = parsed?.token ?? parsed?.accessToken, text.allSatisfy({ !$0.isNewline }) else {
                return nil
            }
            self.text = text
        }
    }
}
