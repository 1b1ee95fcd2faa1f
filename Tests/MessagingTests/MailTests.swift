import FoundationEssentials
import PipelineCore
import PipelineTestSupport
import Testing

@testable import Messaging

@Suite(.timeLimit(.minutes(3)))
struct MailTests {
    private static func mail(subject: String = "[Pipeline] widgets failed", to: [String] = ["ada@example.org"]) throws
        -> MailMessage
    {
        MailMessage(
            from: try #require(Mailbox("CI <ci@example.org>")), to: to.compactMap(Mailbox.init), subject: subject,
            body: "first line\n.\n" + String(repeating: "x", count: 3000) + "\nÜber",
            time: UTCTime(seconds: 1_709_633_700),
            id: "run-1")
    }

    private static func server(
        _ server: PythonServer, _ encryption: MailServer.Encryption, host: String = "localhost",
        password: String? = MailFixture.login.password
    ) -> MailServer {
        var value = MailServer(host: host, port: server.port, encryption: encryption)
        value.login = password.map { (MailFixture.login.username, $0) }
        return value
    }

    @Test(arguments: [(MailFixture.Mode.starttls, MailServer.Encryption.starttls), (.tls, .tls)])
    func mailGoesEncryptedAndWithLogin(mode: MailFixture.Mode, encryption: MailServer.Encryption) async throws {
        try await MailFixture.with(mode) { server, certificate in
            let curl = CurlProgram(TestEnvironment.runner, authorities: certificate)
            try await curl.send(
                try Self.mail(to: ["ada@example.org", "Bo B. <bo@example.org>"]),
                through: Self.server(server, encryption))
            let requests = try server.requests()
            #expect(requests.count == 1)
            let received = try ReceivedMail(try #require(requests.first))
            #expect(received.secure && received.login == "robot" && received.greeting == "example.org")
            #expect(received.from == "ci@example.org")
            #expect(received.to == ["ada@example.org", "bo@example.org"])
            let parts = received.content.split(separator: "\r\n\r\n", maxSplits: 1)
            #expect(
                parts.first == """
                    From: CI <ci@example.org>\r
                    To: ada@example.org,\r
                     =?utf-8?B?Qm8gQi4=?= <bo@example.org>\r
                    Subject: [Pipeline] widgets failed\r
                    Date: Tue, 05 Mar 2024 10:15:00 +0000\r
                    Message-ID: <run-1@example.org>\r
                    MIME-Version: 1.0\r
                    Content-Type: text/plain; charset=utf-8\r
                    Content-Transfer-Encoding: base64\r
                    Auto-Submitted: auto-generated
                    """)
            let body = Data(base64Encoded: String(parts[1]), options: .ignoreUnknownCharacters)
            let expected = "first line\r\n.\r\n" + String(repeating: "x", count: 3000) + "\r\nÜber"
            #expect(body.map { String(decoding: $0, as: UTF8.self) } == expected)
        }
    }

    @Test func refusedLoginIsReported() async throws {
        try await MailFixture.with(.tls) { server, certificate in
            let curl = CurlProgram(TestEnvironment.runner, authorities: certificate)
            let failure = await #expect(throws: MessageFailure.self) {
                try await curl.send(try Self.mail(), through: Self.server(server, .tls, password: "wrong one"))
            }
            #expect(
                failure?.description == "mail server localhost:\(server.port): Login denied")
            let received = try server.requests()
            #expect(received == [])
        }
    }

    @Test func nothingIsSentInPlainTextWhereEncryptionIsAskedFor() async throws {
        try await MailFixture.with(.plain) { server, _ in
            let curl = CurlProgram(TestEnvironment.runner)
            let failure = await #expect(throws: MessageFailure.self) {
                try await curl.send(try Self.mail(), through: Self.server(server, .starttls))
            }
            #expect(failure?.reason.contains("STARTTLS") == true, "\(failure?.reason ?? "")")
            try await curl.send(try Self.mail(), through: Self.server(server, .none, host: "127.0.0.1", password: nil))
            let received = try server.requests()
            #expect(received.count == 1)
        }
    }

    @Test func unknownCertificateIsRefused() async throws {
        try await MailFixture.with(.tls) { server, _ in
            let failure = await #expect(throws: MessageFailure.self) {
                try await CurlProgram(TestEnvironment.runner, retries: 0)
                    .send(try Self.mail(), through: Self.server(server, .tls))
            }
            #expect(failure?.reason.contains("certificate") == true, "\(failure?.reason ?? "")")
        }
    }

    @Test func passingRefusalIsRepeatedAndALastingOneReported() async throws {
        try await MailFixture.with(.plain, answers: ["451 try again", "250 OK", "554 never"]) { server, _ in
            let curl = CurlProgram(TestEnvironment.runner)
            let plain = Self.server(server, .none, password: nil)
            try await curl.send(try Self.mail(), through: plain)
            let received = try server.requests()
            #expect(received.count == 2)
            let failure = await #expect(throws: MessageFailure.self) {
                try await curl.send(try Self.mail(), through: plain)
            }
            #expect(failure?.reason == "it answered 554")
        }
    }

    @Test func headersCannotBeAddedBySubjectsAndAddresses() throws {
        let text = try Self.mail(subject: "x\r\nBcc: eve@example.org\u{7}").text
        #expect(text.contains("\r\nSubject: x  Bcc: eve@example.org \r\nDate: "))
        #expect(try Self.mail(subject: "Übel\n…").text.contains("\r\nSubject: =?utf-8?B?w5xiZWwg4oCm?=\r\n"))
        for wrong in ["", "ada", "a@b@c", "a@b\nBcc: c@d", "<a@b", "a b@c", "x <a@b>, c@d", "-oQ/tmp@x", "a@b,c@d"] {
            #expect(Mailbox(wrong) == nil, "\(wrong)")
        }
        #expect(Mailbox("\"A, B\" <a@b>")?.name == "A, B")
        #expect(Mailbox.list(" \"A, B\" <a@b>,c@d , ") == ["\"A, B\" <a@b>", "c@d"])
    }
}
