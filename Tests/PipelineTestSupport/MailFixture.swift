internal import CommandRunner
internal import FoundationEssentials

/// A real mail server, aiosmtpd, with a certificate of its own.
public enum MailFixture {
    /// Who may hand mail in where a log-in is asked for.
    public static let login = (username: "robot", password: #"pass "word" \ 42"#)

    /// How the server behaves.
    public enum Mode: String, Sendable { case plain, starttls, tls }

    /// Starts it; `body` is given the server and the path of its certificate.
    public static func with<Result: Sendable>(
        _ mode: Mode, answers: [String] = ["250 OK"],
        _ body: @escaping @Sendable (PythonServer, String) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let certificate = "\(folder)/certificate.pem"
            let openssl = Command(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
                    "\(folder)/key.pem", "-out", certificate,
                ])
            let made = try await TestEnvironment.runner.capture(openssl, timeout: .seconds(60))
            guard made.status.isSuccess else { throw MissingRequirement("openssl", package: "openssl") }
            let arguments = [mode.rawValue, certificate, "\(folder)/key.pem", answers.joined(separator: "|")]
            return try await PythonServer.with(script, arguments, package: "python3-aiosmtpd") { server in
                try await body(server, certificate)
            }
        }
    }

    private static let script = #"""
        import asyncio, itertools, json, os, ssl, sys
        from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
        folder, mode, certificate, key, answers = sys.argv[1:6]
        answers = answers.split("|")
        counter = itertools.count()
        class Handler:
            async def handle_DATA(self, server, session, envelope):
                number = next(counter)
                answer = answers[min(number, len(answers) - 1)]
                record = {
                    "from": envelope.mail_from, "to": envelope.rcpt_tos, "secure": session.ssl is not None or mode == "tls",
                    "login": (session.auth_data.login.decode() if session.authenticated else ""),
                    "greeting": session.host_name, "content": envelope.content.decode(),
                }
                with open(f"{folder}/part", "w") as file:
                    json.dump(record, file)
                os.rename(f"{folder}/part", f"{folder}/request-{number:04}")
                return answer
        def authenticate(server, session, envelope, mechanism, data):
            good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"robot", rb'pass "word" \ 42')
            return AuthResult(success=good, handled=good, auth_data=data)
        async def main():
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            def make():
                if mode == "plain":
                    return SMTP(Handler())
                secure = {"tls_context": context, "require_starttls": True} if mode == "starttls" else {}
                return SMTP(Handler(), authenticator=authenticate, auth_required=True,
                            auth_require_tls=mode == "starttls", **secure)
            loop = asyncio.get_running_loop()
            server = await loop.create_server(make, "127.0.0.1", 0, ssl=context if mode == "tls" else None)
            print(server.sockets[0].getsockname()[1], flush=True)
            await server.serve_forever()
        asyncio.run(main())
        """#
}

/// A mail as the server received it.
public struct ReceivedMail: Decodable {
    /// Whom it comes from.
    public let from: String
    /// Whom it goes to.
    public let to: [String]
    /// Whether the connection was encrypted.
    public let secure: Bool
    /// Who logged in; empty for nobody.
    public let login: String
    /// What the sender called itself.
    public let greeting: String
    /// The message.
    public let content: String

    /// Decodes what the server wrote.
    public init(_ text: String) throws {
        self = try JSONDecoder().decode(ReceivedMail.self, from: Data(text.utf8))
    }
}
