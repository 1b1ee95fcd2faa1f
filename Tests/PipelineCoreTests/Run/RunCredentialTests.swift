import PipelineCore
import Testing

@Suite struct RunCredentialTests {
    private static let token = "correct-horse-battery"

    private func fixture(_ credentials: String, script: ScriptedEngine.Script = .init()) throws -> RunFixture {
        var granted = GrantedCredentials()
        granted.allowed = ["key", "login", "token"]
        granted.values = [
            "token": .string(Self.token), "login": .usernamePassword(username: "robot", password: "swordfish-1"),
            "key": .sshKey("-----BEGIN-----\nabcdefgh\n-----END-----"),
        ]
        return try RunFixture(
            """
            pipelines:
              p:
                blubberfile: blubber.yaml
                stages:
                  - name: a
                    build: test
                    run: { tail: 1, credentials: [\(credentials)] }
                  - name: b
                    run: { image: '${a.imageID}', arguments: ['${a.output}'] }
            """, script: script, credentials: granted)
    }

    @Test func everyKindReachesTheContainer() async throws {
        let fixture = try fixture(
            "{ id: token, name: T }, { id: login, usernameVariable: U, passwordVariable: P }, { id: key, keyFileVariable: K }"
        )
        try await fixture.run.check()
        let result = await fixture.run.execute()
        #expect(result.state == .passed)
        let request = try #require(fixture.engine.runs.first)
        #expect(request.secrets == ["T": Self.token, "U": "robot", "P": "swordfish-1", "K": "/run/secrets/key"])
        #expect(
            request.secretFiles
                == [SecretFile(name: "key", contents: "-----BEGIN-----\nabcdefgh\n-----END-----\n")])
        #expect(request.environment == [:])
        #expect(fixture.engine.runs.last?.secrets == [:])
    }

    @Test func outputAndFailuresAreMasked() async throws {
        let fixture = try fixture(
            "{ id: token, name: T }",
            script: .init(run: { request, output in
                output(OutputLine(.standardOutput, "it is \(Self.token)"))
                output(OutputLine(.standardError, "and \(Self.token.prefix(9))"))
                output(OutputLine(.standardError, "\(Self.token.dropFirst(9)) too"))
                return request.arguments.isEmpty ? 0 : 7
            }))
        let result = await fixture.run.execute()
        #expect(fixture.engine.runs.last?.arguments == ["it is ***\n"])
        #expect(
            result.failure?.description == """
                the image's program exited with code 7; its last lines:
                  it is ***
                  and ***
                  *** too
                """)
        #expect(!"\(fixture.events)".contains(Self.token))
        #expect(!"\(fixture.events)".contains("horse-battery"))
    }

    @Test func whatIsNotGrantedIsRefused() async throws {
        let fixture = try fixture("{ id: tokn, name: T }")
        let failure = await #expect(throws: StageFailure.self) { try await fixture.run.check() }
        #expect(
            failure?.description == """
                .pipeline/config.yaml:7:45: error: `team/widgets` may not use the credential `tokn`
                 7 |         run: { tail: 1, credentials: [{ id: tokn, name: T }] }
                   |                                             ^~~~
                  note: allowed credentials: key, login, token
                  help: did you mean `token`?
                """)
        #expect(fixture.engine.calls == [])
    }

    @Test func variablesOfAnotherKindAreRefused() async throws {
        let fixture = try fixture("{ id: login, name: T }")
        let failure = await #expect(throws: StageFailure.self) { try await fixture.run.check() }
        #expect(
            failure?.description == """
                .pipeline/config.yaml:7:45: error: the credential `login` is of the kind `usernamePassword`
                 7 |         run: { tail: 1, credentials: [{ id: login, name: T }] }
                   |                                             ^~~~~
                  help: name its variables with `usernameVariable` and `passwordVariable`
                """)
    }

    @Test(arguments: [
        ("{ name: A }", "an item of `run.credentials` has no `id`"),
        ("{ id: a }", "an item of `run.credentials` names no variables, or those of several kinds"),
        (
            "{ id: a, name: A, keyFileVariable: B }",
            "an item of `run.credentials` names no variables, or those of several kinds"
        ),
        (
            "{ id: a, usernameVariable: A }",
            "an item of `run.credentials` names no variables, or those of several kinds"
        ),
        ("{ id: a, name: 'A B' }", "`A B` is not the name of an environment variable"),
        ("{ id: a, name: PATH }", "`PATH` tells the engine's own program something, and can hold no secret"),
        (
            "{ id: a, name: DOCKER_HOST }",
            "`DOCKER_HOST` tells the engine's own program something, and can hold no secret"
        ),
    ])
    func bindingsThatAreNone(_ binding: String, message: String) {
        let reading = Reading(stages: "- { name: a, build: v, run: { credentials: [\(binding)] } }")
        #expect(reading.summaries.count == 1 && reading.summaries[0].hasSuffix("error: \(message)"))
    }

    @Test func secretsAreNotInDescriptions() {
        let credential = GrantedCredential.string("swordfish-1")
        #expect("\(credential)" == "a credential of the kind string")
        #expect(String(reflecting: credential) == "a credential of the kind string")
        #expect("\(SecretFile(name: "k", contents: "swordfish-1"))" == "/run/secrets/k")
    }
}
