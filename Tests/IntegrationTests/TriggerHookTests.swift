import FoundationEssentials
import PipelineTestSupport
import Testing

/// A `trigger` step that calls another system.
@Suite(.timeLimit(.minutes(5)))
struct TriggerHookTests {
    private struct Message: Decodable {
        struct Image: Decodable {
            let stage: String
            let name: String
            let reference: String
            let tags: [String]
        }

        let event: String
        let trigger: String
        let run: String
        let project: String
        let pipeline: String
        let stage: String
        let commit: String
        let branch: String?
        let parameters: [String: String]
        let images: [Image]
        let wait: Bool
    }

    private static func config(_ trigger: String) -> String {
        """
        pipelines:
          go:
            blubberfile: blubber.yaml
            stages:
              - {name: image, build: production, publish: {image: true}}
              - {name: tell, trigger: {name: hook, parameters: {IMAGE: '${image.publishedImage}'}\(trigger)}}

        """
    }

    private static let token = "hook-token-42"

    /// Runs a merge whose hook is answered with `statuses`.
    private func run(
        _ trigger: String = "", statuses: [Int], body: String = "", headers: [String: String] = [:],
        _ check: @escaping @Sendable (TestProgram.Result, [String], String) throws -> Void
    ) async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(in: sandbox, config: Self.config(trigger))
            let commit = try await service.head()
            try await PythonServer.withHTTP(statuses: statuses, body: body, headers: headers) { hook in
                let file = "\(sandbox.folder)/runner.yaml"
                try write(
                    """
                    credentials: {token: {kind: string, value: {env: HOOK_TOKEN}}}
                    triggers: {hook: {url: "http://127.0.0.1:\(hook.port)/start?a=b", credential: token}}

                    """, to: file)
                let result = try await sandbox.program(
                    [
                        "run", "--engine", "buildah", "--config", file, "--format", "plain", "--event", "merge",
                        "--timeout", "2m",
                    ], in: service.folder, environment: ["HOOK_TOKEN": Self.token])
                #expect(!result.error.contains(Self.token) && !result.output.contains(Self.token))
                try check(result, try hook.requests(), commit)
            }
        }
    }

    @Test func theHookIsToldWhatTheRunDid() async throws {
        try await run(statuses: [503, 204]) { result, requests, commit in
            #expect(result.code == 0, "\(result.error)")
            #expect(requests.count == 2)
            let request = try #require(requests.last)
            #expect(request.hasPrefix("POST /start?a=b\n"))
            #expect(request.contains("\nauthorization: Bearer \(Self.token)\n"))
            let deliveries = requests.map {
                $0.split(separator: "\n").first { $0.hasPrefix("x-pipeline-runner-delivery: ") }
            }
            #expect(deliveries[0] != nil && deliveries[0] == deliveries[1])
            let message = try JSONDecoder().decode(
                Message.self, from: Data(try #require(request.split(separator: "\n").last).utf8))
            #expect(message.event == "trigger" && message.trigger == "hook" && message.stage == "tell")
            #expect(message.pipeline == "go" && message.commit == commit && message.branch == "main" && !message.wait)
            let image = try #require(message.images.first)
            #expect(
                message.images.count == 1 && image.stage == "image"
                    && image.name == message.project.replacing("/", with: "-"))
            #expect(result.output.contains(":\(image.reference) sha256:"), "\(result.output) \(image.reference)")
            #expect(message.parameters == ["IMAGE": image.reference])
        }
    }

    @Test func anAnswerThatRefusesFailsTheStage() async throws {
        try await run(statuses: [404], body: "no such job\n") { result, requests, _ in
            #expect(result.code == 1 && requests.count == 1)
            #expect(result.error.contains("hook was not started: http://127.0.0.1:"), "\(result.error)")
            #expect(result.error.contains("no such job"), "\(result.error)")
        }
    }

    @Test func theAnswerIsTheOutcomeOfAWait() async throws {
        try await run(", wait: true", statuses: [500], body: "it broke\n") { result, requests, _ in
            // It is asked once: it may have done its work.
            #expect(result.code == 1 && requests.count == 1)
            #expect(result.error.contains("hook ended badly: http://127.0.0.1:"), "\(result.error)")
        }
        try await run(", wait: true, propagate: false", statuses: [500]) { result, _, _ in
            #expect(result.code == 0 && result.error.contains("warning: go/tell goes on, although hook ended badly: "))
        }
        try await run(", wait: true", statuses: [200]) { result, requests, _ in
            #expect(result.code == 0 && requests.count == 1 && requests[0].contains("\"wait\":true"))
        }
    }

    @Test func anAnswerThatSaysLaterIsAskedAgain() async throws {
        let place = ["Location": "/jobs/7"]
        try await run(", wait: true", statuses: [202, 202, 200], headers: place) { result, requests, _ in
            #expect(result.code == 0, "\(result.error)")
            #expect(requests.map { $0.prefix { $0 != "\n" } } == ["POST /start?a=b", "GET /jobs/7", "GET /jobs/7"])
            #expect(requests.allSatisfy { $0.contains("\nauthorization: Bearer \(Self.token)\n") })
        }
        try await run(", wait: true", statuses: [202, 410], headers: place) { result, _, _ in
            #expect(result.code == 1 && result.error.contains("hook ended badly: "), "\(result.error)")
        }
        try await run(", wait: true", statuses: [202], headers: ["Location": "http://other.example.org/7"]) {
            result, requests, _ in
            #expect(result.code == 1 && requests.count == 1)
            #expect(
                result.error.contains("sends to http://other.example.org/7, which is another host"), "\(result.error)")
        }
        try await run(", wait: true", statuses: [202]) { result, _, _ in
            #expect(
                result.code == 1
                    && result.error.contains("answered 202, and does not say where its end can be asked for"),
                "\(result.error)")
        }
    }
}
