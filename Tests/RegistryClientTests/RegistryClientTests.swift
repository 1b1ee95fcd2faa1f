import CommandRunner
import OCI
import PipelineCore
import PipelineTestSupport
import RegistryClient
import Testing

@Suite struct RegistryClientTests {
    private static let digest = "sha256:" + String(repeating: "ab", count: 32)

    @Test(.timeLimit(.minutes(2))) func aRealRegistry() async throws {
        try await withRegistry { registry in
            let engine = try await TestEngine.buildah.make()
            let image = try await TinyImage.load(into: engine)
            let held = try ImageReference("\(registry.host)/some/name:1.0")
            let pushed = try await engine.push(image, to: .registry(held)) { _ in }
            let others = try (0..<135).map { try ImageReference("\(registry.host)/some/name:\($0)") }
            let client = RegistryClient(credentials: RegistryCredentials())
            #expect(try await client.digests(of: [held] + others) == [held: pushed])
            let local = try ImageReference("localhost/x:1")
            #expect(try await client.digests(of: [local, ImageReference("x:1")]) == [:])
            #expect(try await client.digests(of: []) == [:])
            #expect(try await client.tags(of: held) == ["1.0"])
            let other = try ImageReference("\(registry.host)/other:1")
            #expect(try await client.tags(of: other) == [])
            #expect(try await client.tags(of: local) == [])
        }
    }

    @Test(.timeLimit(.minutes(2))) func aRegistryWithAccounts() async throws {
        try await withRegistry(.account) { registry in
            let reference = try ImageReference("\(registry.host)/some/name:1.0")
            let none = await #expect(throws: RegistryFailure.self) {
                try await RegistryClient(credentials: RegistryCredentials()).digests(of: [reference])
            }
            #expect(
                none?.description == """
                    cannot ask the registry \(registry.host): it wants an account
                      help: log in with `buildah login \(registry.host)` or `docker login \(registry.host)`
                    """)
            var wrong = RegistryCredentials()
            wrong.set(username: "builder", password: "x", for: registry.host)
            let refused = await #expect(throws: RegistryFailure.self) {
                try await RegistryClient(credentials: wrong).digests(of: [reference])
            }
            #expect(refused?.details == "it refuses to say whether it has \(reference) (status 401)")
            #expect(refused?.code == .unauthorized)
            try await withTemporaryFolder { folder in
                // As `buildah login` and `docker login` write it.
                try write(
                    #"{"auths": {"http://\#(registry.host)/v2/": {"auth": "YnVpbGRlcjpub3QgYSBzZWNyZXQ="}}}"#,
                    to: "\(folder)/auth.json")
                let right = RegistryCredentials(environment: [
                    "REGISTRY_AUTH_FILE": "\(folder)/auth.json", "HOME": folder,
                ])
                #expect(try await RegistryClient(credentials: right).digests(of: [reference]) == [:])
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func tokensAreFetchedOnce() async throws {
        let rules = """
            if self.path.startswith("/token"):
                state["tokens"] = state.get("tokens", 0) + 1
                ok = authorization == "Basic " + base64.b64encode(b"me:pw").decode() and "scope=repository:a/b:pull" in self.path
                return self.reply(200 if ok else 401, {}, b'{"token": "T%d"}' % state["tokens"])
            if authorization != "Bearer T1":
                realm = 'Bearer realm="http://%s/token?x=y",service="s e",scope="repository:a/b:pull"' % host
                return self.reply(401, {"WWW-Authenticate": realm})
            self.reply(200, {"Docker-Content-Digest": digest})
            """
        try await withScriptedRegistry(rules) { host in
            var credentials = RegistryCredentials()
            credentials.set(username: "me", password: "pw", for: host)
            let references = try (0..<20).map { try ImageReference("\(host)/a/b:\($0)") }
            let found = try await RegistryClient(credentials: credentials).digests(of: references)
            #expect(found.count == 20)
            #expect(found.values.allSatisfy { $0.text == Self.digest })
        }
    }

    @Test(.timeLimit(.minutes(1))) func listsOfSeveralPages() async throws {
        let rules = """
            if authorization != "Basic " + base64.b64encode(b"me:pw").decode():
                return self.reply(401, {"WWW-Authenticate": "Basic realm=x"})
            pages = {"/v2/a/b/tags/list?n=1000": '"1", "2"', "/v2/a/b/tags/list?last=2&n=2": '"3"'}
            links = {"/v2/a/b/tags/list?n=1000": {"Link": '</v2/a/b/tags/list?last=2&n=2>; rel="next"'}}
            self.reply(200, links.get(self.path, {}), ('{"name": "a/b", "tags": [%s]}' % pages[self.path]).encode())
            """
        try await withScriptedRegistry(rules) { host in
            var credentials = RegistryCredentials()
            credentials.set(username: "me", password: "pw", for: host)
            let client = RegistryClient(credentials: credentials)
            let tags = try await client.tags(of: try ImageReference("\(host)/a/b:1"))
            #expect(tags == ["1", "2", "3"])
        }
        try await withScriptedRegistry("self.reply(200, {}, b'<html>')") { host in
            let failure = await #expect(throws: RegistryFailure.self) {
                try await RegistryClient(credentials: RegistryCredentials()).tags(of: ImageReference("\(host)/a:1"))
            }
            #expect(failure?.details == "its list of tags is none")
        }
    }

    /// Nobody is answered before four have asked: who asks one after the other waits for ever.
    @Test(.timeLimit(.minutes(1))) func slowAnswersAreAwaitedSideBySide() async throws {
        let rules = """
            barrier = state.setdefault("barrier", threading.Barrier(4))
            barrier.wait()
            self.reply(404 if self.path.endswith("3") else 200, {"Docker-Content-Digest": digest})
            """
        try await withScriptedRegistry(rules) { host in
            var options = RegistryClient.Options()
            options.connections = 4
            let references = try (0..<40).map { try ImageReference("\(host)/a:\($0)") }
            let found = try await RegistryClient(credentials: RegistryCredentials(), options: options)
                .digests(of: references)
            #expect(Set(found.keys) == Set(references.filter { $0.tag?.hasSuffix("3") == false }))
        }
    }

    @Test(.timeLimit(.minutes(1))) func troubleThatPasses() async throws {
        let rules = """
            state[self.path] = state.get(self.path, 0) + 1
            status = 503 if state[self.path] < 3 else 200
            self.reply(status, {"Docker-Content-Digest": digest})
            """
        try await withScriptedRegistry(rules) { host in
            let reference = try ImageReference("\(host)/a:1")
            let found = try await RegistryClient(credentials: RegistryCredentials()).digests(of: [reference])
            #expect(found[reference]?.text == Self.digest)
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("self.reply(500)", 30, RegistryFailure.Code.failed, "it answers with status 500 for HOST/a:1"),
            ("self.reply(403)", 30, .unauthorized, "it refuses to say whether it has HOST/a:1 (status 403)"),
            ("self.reply(200)", 30, .failed, "its answer for HOST/a:1 has no digest"),
            ("self.reply(404)", 30, .unavailable, "it answers, but not as a registry does"),
            ("self.reply(418)", 30, .failed, "it answers with status 418 for HOST/a:1"),
            ("threading.Event().wait()", 1, .unavailable, "Timeout was reached"),
        ])
    func troubleThatStays(_ rules: String, _ seconds: Int, _ code: RegistryFailure.Code, _ details: String) async throws
    {
        try await withScriptedRegistry(rules) { host in
            var options = RegistryClient.Options()
            options.timeoutSeconds = seconds
            let client = RegistryClient(credentials: RegistryCredentials(), options: options)
            let failure = await #expect(throws: RegistryFailure.self) {
                try await client.digests(of: [ImageReference("\(host)/a:1")])
            }
            #expect(failure?.code == code)
            #expect(failure?.details == details.replacing("HOST", with: host))
        }
    }

    @Test func nobodyListens() async throws {
        let failure = await #expect(throws: RegistryFailure.self) {
            try await RegistryClient(credentials: RegistryCredentials()).digests(of: [ImageReference("127.0.0.1:9/a:1")]
            )
        }
        #expect(
            failure?.description == """
                cannot ask the registry 127.0.0.1:9: Couldn't connect to server
                  help: is it running, and can this machine reach it?
                """)
    }

    @Test(.timeLimit(.minutes(1))) func cancellationEndsTheQuestions() async throws {
        try await withScriptedRegistry("print('asked', flush=True)\nthreading.Event().wait()") { host in
            let client = RegistryClient(credentials: RegistryCredentials())
            let task = Task { try await client.digests(of: [ImageReference("\(host)/a:1")]) }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
