/// A server that takes mail by SMTP.
public struct MailServer: Sendable {
    /// How the connection is encrypted.
    public enum Encryption: Sendable, Hashable {
        /// Not at all.
        case none
        /// After a greeting in plain text, and not without.
        case starttls
        /// From the first byte.
        case tls
    }

    /// The server's name or address.
    public let host: String
    /// Its port.
    public let port: Int
    /// How the connection is encrypted.
    public let encryption: Encryption
    /// Whom to log in as; `nil` for no log-in.
    public var login: (username: String, password: String)?

    /// A server without log-in.
    public init(host: String, port: Int, encryption: Encryption) {
        self.host = host
        self.port = port
        self.encryption = encryption
    }
}

extension CurlProgram {
    /// Hands a mail over to `server`.
    ///
    /// - Throws: `MessageFailure` if the server does not take it for all receivers.
    public func send(_ mail: MailMessage, through server: MailServer) async throws {
        let host = server.host.contains(":") && !server.host.hasPrefix("[") ? "[\(server.host)]" : server.host
        let subject = "mail server \(host):\(server.port)"
        for attempt in 0... {
            do {
                return try await hand(mail, to: server, at: host, called: subject)
            } catch let failure as MessageFailure {
                // curl itself repeats nothing of SMTP.
                let isPassing = (400..<500).contains(failure.status ?? 0)
                guard isPassing, attempt < retries else { throw failure.named }
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func hand(
        _ mail: MailMessage, to server: MailServer, at host: String, called subject: String
    ) async throws {
        _ = try await transfer(to: subject, payload: mail.text) { curl, file in
            curl.set("url", "\(server.encryption == .tls ? "smtps" : "smtp")://\(host):\(server.port)/\(mail.domain)")
            curl.set("proto", "=smtp,smtps")
            if server.encryption == .starttls { curl.set("ssl-reqd") }
            if let login = server.login {
                curl.set("user", "\(login.username):\(login.password)")
            }
            curl.set("mail-from", mail.sender.address)
            for receiver in mail.receivers { curl.set("mail-rcpt", receiver.address) }
            curl.set("upload-file", file)
            curl.set("write-out", "%{response_code}\n")
        }
    }
}

extension MessageFailure {
    /// With the number of the answer in place of curl's words for any that it did not expect.
    fileprivate var named: MessageFailure {
        guard reason == "Weird server reply", let status, status > 0 else { return self }
        return MessageFailure(subject: subject, reason: "it answered \(status)", hint: hint, status: status)
    }
}
