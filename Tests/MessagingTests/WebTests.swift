import CommandRunner
import Hashing
import PipelineTestSupport
import Testing

@testable import Messaging

@Suite(.timeLimit(.minutes(3)))
struct WebTests {
    private static let body = #"{"text": "50% \"done\"\n", "path": "C:\\x"}"#

    private static func address(_ server: PythonServer, _ credential: WebCredential? = nil) -> WebAddress {
        WebAddress(url: "http://127.0.0.1:\(server.port)/hook?key=secret", credential: credential)
    }

    @Test func requestCarriesBodyAndCredential() async throws {
        let cases: [(WebCredential?, String?)] = [
            (nil, nil), (.bearer("to\"k\\en"), "authorization: Bearer to\"k\\en"),
            (.basic(username: "ada", password: "p:w"), "authorization: Basic YWRhOnA6dw=="),
            (
                .signature(key: "It's a Secret to Everybody"),
                "x-hub-signature-256: sha256=\(HMAC.hex(of: Self.body.utf8, key: "It's a Secret to Everybody".utf8))"
            ),
        ]
        for (credential, header) in cases {
            try await PythonServer.withHTTP(statuses: [201], body: "taken\n", headers: ["Location": "/status/1"]) {
                server in
                let answer = try await CurlProgram(TestEnvironment.runner)
                    .post(Self.body, to: Self.address(server, credential), delivery: "d-1")
                #expect(answer.status == 201 && answer.location == "/status/1" && answer.body == "taken\n")
                let requests = try server.requests()
                #expect(requests.count == 1)
                let lines = try #require(requests.first).split(separator: "\n", omittingEmptySubsequences: false)
                #expect(lines.first == "POST /hook?key=secret")
                #expect(lines.contains("content-type: application/json"))
                #expect(lines.contains("x-pipeline-runner-delivery: d-1"))
                #expect(requests[0].hasSuffix("\n\n" + Self.body))
                if let header { #expect(lines.contains(header[...])) }
                #expect(lines.contains { $0.hasPrefix("authorization") || $0.hasPrefix("x-hub") } == (header != nil))
            }
        }
    }

    @Test func overloadIsWaitedOut() async throws {
        try await PythonServer.withHTTP(statuses: [500, 503, 200]) { server in
            _ = try await CurlProgram(TestEnvironment.runner).post("{}", to: Self.address(server), delivery: "d-2")
            let requests = try server.requests()
            #expect(requests.count == 3)
            #expect(requests.allSatisfy { $0.contains("\nx-pipeline-runner-delivery: d-2\n") })
        }
    }

    @Test func refusalIsReportedWithTheServersWords() async throws {
        try await PythonServer.withHTTP(statuses: [403], body: "token has expired\nmore\n") { server in
            let failure = await #expect(throws: MessageFailure.self) {
                try await CurlProgram(TestEnvironment.runner)
                    .post("{}", to: Self.address(server, .bearer("tokentoken")), delivery: "d-3")
            }
            #expect(
                failure?.description
                    == "http://127.0.0.1:\(server.port)/hook: The requested URL returned error: 403: token has expired")
            let received = try server.requests()
            #expect(received.count == 1)
        }
    }

    @Test func lastingErrorEndsTheRetries() async throws {
        try await PythonServer.withHTTP(statuses: [500]) { server in
            let failure = await #expect(throws: MessageFailure.self) {
                try await CurlProgram(TestEnvironment.runner, retries: 1)
                    .post("{}", to: Self.address(server), delivery: "d-4")
            }
            #expect(failure?.reason == "The requested URL returned error: 500")
            let received = try server.requests()
            #expect(received.count == 2)
        }
    }

    @Test func silenceAndAbsenceAreReported() async throws {
        let curl = CurlProgram(TestEnvironment.runner, timeLimit: .seconds(1), retries: 0)
        try await PythonServer.withHTTP(statuses: [0]) { server in
            let failure = await #expect(throws: MessageFailure.self) {
                try await curl.post("{}", to: Self.address(server), delivery: "d-5")
            }
            #expect(failure?.reason.hasPrefix("Operation timed out after ") == true, "\(failure?.reason ?? "")")
        }
        let nobody = await #expect(throws: MessageFailure.self) {
            try await curl.post("{}", to: WebAddress(url: "http://127.0.0.1:1/x"), delivery: "d-6")
        }
        #expect(nobody?.reason.hasPrefix("Failed to connect to 127.0.0.1 port 1") == true, "\(nobody?.reason ?? "")")
        var variables = TestEnvironment.variables
        variables["PATH"] = "/nowhere"
        let missing = await #expect(throws: MessageFailure.self) {
            try await CurlProgram(CommandRunner(environment: variables))
                .post("{}", to: WebAddress(url: "http://127.0.0.1:1/x"), delivery: "d-7")
        }
        #expect(
            missing?.description
                == "http://127.0.0.1:1/x: there is no program `curl` in PATH\n  help: install it: apt-get install curl")
    }

    @Test func redirectionIsNoSuccess() async throws {
        try await PythonServer.withHTTP(statuses: [302], headers: ["Location": "http://HOST/other"]) { server in
            let failure = await #expect(throws: MessageFailure.self) {
                try await CurlProgram(TestEnvironment.runner).post("{}", to: Self.address(server), delivery: "d-8")
            }
            #expect(failure?.reason == "it answered 302, and redirections are not followed")
            let received = try server.requests()
            #expect(received.count == 1)
        }
    }
}
