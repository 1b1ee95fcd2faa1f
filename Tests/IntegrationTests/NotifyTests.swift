import FoundationEssentials
import PipelineTestSupport
import Testing

/// A stage that fails, with a mail server and a web hook to tell it to.
@Suite(.timeLimit(.minutes(5)))
struct NotifyTests {
    private static let config = """
        pipelines:
          check:
            blubberfile: blubber.yaml
            notify: {email: {to: [ada@example.org, "Bo <bo@example.org>, nobody"]}}
            stages:
              - {name: unit, build: test, run: true}

        """

    private static func configuration(mail: Int, hook: Int, authorities: String) -> String {
        """
        caBundle: \(authorities)
        credentials:
          mail: {kind: usernamePassword, username: robot, password: {env: MAIL_PASSWORD}}
          hook: {kind: string, value: {env: HOOK_TOKEN}}
        notification:
          mail: {host: localhost, port: \(mail), tls: starttls, from: CI <ci@example.org>, credential: mail}
          webhook: {url: "http://127.0.0.1:\(hook)/hook", credential: hook}

        """
    }

    @Test func failureIsToldByMailAndHook() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(in: sandbox, config: Self.config, test: "echo no good; exit 3")
            try await MailFixture.with(.starttls) { mail, certificate in
                try await PythonServer.withHTTP(statuses: [500, 204]) { hook in
                    let file = "\(sandbox.folder)/runner.yaml"
                    try write(
                        Self.configuration(mail: mail.port, hook: hook.port, authorities: certificate), to: file)
                    let secrets = ["MAIL_PASSWORD": MailFixture.login.password, "HOOK_TOKEN": "hook-token-42"]
                    let arguments = ["run", "--engine", "buildah", "--config", file, "--format", "plain"]

                    let trial = try await sandbox.program(
                        arguments + ["--event", "gate"], in: service.folder, environment: secrets)
                    #expect(trial.code == 1)
                    let silence = try (mail.requests() + hook.requests())
                    #expect(silence == [])

                    let result = try await sandbox.program(
                        arguments + ["--event", "merge"], in: service.folder, environment: secrets)
                    #expect(result.code == 1, "\(result.error)")
                    #expect(
                        result.error.contains(
                            "warning: somebody is not told that check/unit failed: `nobody` is no mail address\n"),
                        "\(result.error)")
                    let mails = try mail.requests().map(ReceivedMail.init)
                    #expect(mails.count == 1)
                    #expect(mails.first?.login == "robot" && mails.first?.secure == true)
                    #expect(mails.first?.to == ["ada@example.org", "bo@example.org"])
                    #expect(
                        mails.first?.content.contains("Subject: [Pipeline] \(sandbox.name) check/unit failed\r\n")
                            == true)
                    let posts = try hook.requests()
                    #expect(posts.count == 2)
                    let post = try #require(posts.last)
                    #expect(post.hasPrefix("POST /hook\n"))
                    #expect(post.contains("\nauthorization: Bearer hook-token-42\n"))
                    let notice = try JSONDecoder().decode(
                        Notice.self, from: Data(try #require(post.split(separator: "\n").last).utf8))
                    #expect(notice.event == "stageFailed" && notice.pipeline == "check" && notice.stage == "unit")
                    let head = try await service.head()
                    #expect(notice.project == service.project && notice.commit == head)
                    #expect(notice.reason.hasPrefix("the image's program exited with code 3"))
                    for secret in secrets.values { #expect(!result.error.contains(secret)) }
                }
            }
        }
    }

    private struct Notice: Decodable {
        let event: String
        let pipeline: String
        let stage: String
        let project: String
        let commit: String
        let reason: String
    }
}
