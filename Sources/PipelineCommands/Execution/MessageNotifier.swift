internal import FoundationEssentials
internal import Messaging
internal import PipelineCore
internal import RunnerConfig

/// Tells people about failures by mail and by a web hook, as the run configuration describes them.
struct MessageNotifier: Notifier {
    /// A mail server, and whom its mails come from.
    private typealias Post = (server: MailServer, sender: Mailbox)

    private let curl: CurlProgram
    private let now: @Sendable () -> UTCTime
    private var post: (server: MailServer, sender: Mailbox)?
    private var hook: WebAddress?
    /// What must not be seen of it.
    private(set) var secrets: [GrantedCredential] = []
    /// Why a way that is described cannot be taken.
    private var obstacles: [String] = []

    /// What the run configuration describes; `nil` where it describes nothing. A secret that is not there is a problem of
    /// the notices that need it, not of the run.
    init?(_ file: RunnerFile, _ context: CommandContext) {
        let notification = file.configuration.notification
        guard notification.mail != nil || notification.webhook != nil else { return nil }
        curl = CurlProgram(
            context.runner, authorities: file.configuration.caBundle, timeLimit: .seconds(10), retries: 2)
        now = { context.now }
        let store = SecretStore(file: file, context: context)
        do throws(CommandExit) {
            if let mail = notification.mail { post = try take(mail, from: store) }
        } catch {
            obstacles.append((error.message ?? "").withoutErrorLabel)
        }
        do throws(CommandExit) {
            if let webhook = notification.webhook {
                hook = try WebAddress(url: webhook.url, credential: take(webhook.credential, from: store).bearer)
            }
        } catch {
            obstacles.append((error.message ?? "").withoutErrorLabel)
        }
    }

    func deliver(_ notice: FailureNotice) async -> [String] {
        async let mailed = mail(notice)
        async let posted = post(notice)
        return await obstacles + mailed + posted
    }

    private mutating func take(_ mail: RunnerMail, from store: SecretStore) throws(CommandExit) -> Post? {
        var server = MailServer(
            host: mail.host, port: mail.port, encryption: MailServer.Encryption(mail.encryption))
        if case .usernamePassword(let username, let password)? = try take(mail.credential, from: store) {
            server.login = (username, password)
        }
        // The reader of the configuration has checked the address.
        return Mailbox(mail.sender).map { (server, $0) }
    }

    private mutating func take(_ id: String?, from store: SecretStore) throws(CommandExit) -> GrantedCredential? {
        let credential = try store.credential(id)
        if let credential { secrets.append(credential) }
        return credential
    }

    private func mail(_ notice: FailureNotice) async -> [String] {
        guard let post else { return [] }
        var (receivers, problems): ([Mailbox], [String]) = ([], [])
        for text in notice.receivers.flatMap(Mailbox.list) {
            if let mailbox = Mailbox(text) {
                if !receivers.contains(mailbox) { receivers.append(mailbox) }
            } else {
                problems.append("`\(text)` is no mail address")
            }
        }
        guard !receivers.isEmpty else { return problems }
        let mail = MailMessage(
            from: post.sender, to: receivers, subject: notice.subject, body: notice.body, time: now(),
            id: UUID().uuidString)
        return problems + (await Self.problem { try await curl.send(mail, through: post.server) })
    }

    private func post(_ notice: FailureNotice) async -> [String] {
        guard let hook else { return [] }
        let mention = StageMention(notice.stage, run: notice.run, of: notice.source, log: notice.log, at: now())
        let body = JSONText.line(StageMessage(mention: mention, content: NoticeContent(notice)))
        return await Self.problem { _ = try await curl.post(body, to: hook, delivery: UUID().uuidString) }
    }

    private static func problem(_ work: () async throws -> Void) async -> [String] {
        do {
            try await work()
            return []
        } catch is CancellationError {
            return ["the run was cancelled"]
        } catch {
            return ["\(error)"]
        }
    }
}

/// What a message about a failure says besides where it was.
private struct NoticeContent: Encodable {
    let event = "stageFailed"
    let reason: String
    let to: [String]
    let subject: String
    let body: String
    /// What chat servers show.
    let text: String

    init(_ notice: FailureNotice) {
        (reason, to, subject, body) = (notice.reason, notice.receivers, notice.subject, notice.body)
        text = "\(notice.subject)\n\(notice.body)"
    }
}

extension GrantedCredential? {
    /// A text that is sent as bearer token.
    var bearer: WebCredential? {
        if case .string(let token)? = self { .bearer(token) } else { nil }
    }
}

extension MailServer.Encryption {
    fileprivate init(_ encryption: RunnerMail.Encryption) {
        self =
            switch encryption {
            case .none: .none
            case .starttls: .starttls
            case .tls: .tls
            }
    }
}
