import CommandRunner
import Foundation
import PipelineTestSupport
import Synchronization
import Testing

@testable import RunnerServer

@Suite struct RunnerServerTests {
    private static let secret = "correct horse battery"

    /// Collects the hints that were taken.
    private final class Hints: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
        private let refusedNames = Mutex<[String]>([])
        var refused: [String] { refusedNames.withLock { $0 } }
        func refuse(_ name: String) { refusedNames.withLock { $0.append(name) } }
    }

    /// Serves hooks and metrics while `body` runs; `open` and `closed` are the repositories.
    private func withServer(
        _ metrics: DaemonMetrics = DaemonMetrics(), notReady: String? = nil,
        _ body: (String, Hints) async throws -> Void
    ) async throws {
        let hints = Hints()
        let policy = HookPolicy(
            requirement: { name in
                switch name {
                case "open": .nothing
                case "closed": .secret(Self.secret)
                case "broken": .unreadableSecret
                default: .unknownRepository
                }
            }, hint: { hints.add($0) }, refusal: { name, _ in hints.refuse(name) })
        let server = try await RunnerServer(
            host: "127.0.0.1", port: 0,
            services: [
                .hooks(policy),
                .metrics(metrics, queue: { ["queued": 3, "running": 1] }, reasonNotReady: { notReady }),
            ])
        let (places, continuation) = AsyncStream<String>.makeStream()
        let serving = Task { try await server.run { continuation.yield($0) } }
        defer { serving.cancel() }
        for await place in places {
            try await body("http://\(place)", hints)
            break
        }
    }

    /// What curl prints: the body, and behind it the status.
    private func curl(_ arguments: String...) async throws -> String {
        let command = Command("curl", ["-s", "-w", "%{http_code}"] + arguments)
        return try await TestEnvironment.runner.capture(command).standardOutput
    }

    private func signature(_ body: String) async throws -> String {
        var command = Command("openssl", ["dgst", "-sha256", "-hmac", Self.secret])
        command.input = body
        let output = try await TestEnvironment.runner.capture(command).standardOutput
        return String(output.split(separator: " ").last ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test func takesHintsOfAllForges() async throws {
        let taken = "`closed` is looked at\n202"
        let refused = "the hint does not prove that it knows the secret\n401"
        try await withServer { base, hints in
            let url = "\(base)/hooks/closed"
            let body = #"{"ref": "refs/heads/main"}"#
            let signed = "X-Hub-Signature-256: sha256=\(try await signature(body))"
            #expect(try await curl("-d", body, "-H", signed, "-H", "X-GitHub-Event: push", url) == taken)
            #expect(try await curl("-d", "\(body) ", "-H", signed, "-H", "X-GitHub-Event: push", url) == refused)
            #expect(
                try await curl("-d", body, "-H", signed, "-H", "X-GitHub-Event: ping", url)
                    == "nothing to do for `ping`\n200")
            let token = "X-Gitlab-Token: \(Self.secret)"
            #expect(try await curl("-d", body, "-H", token, "-H", "X-Gitlab-Event: Push Hook", url) == taken)
            #expect(try await curl("-d", body, "-H", "\(token)x", url) == refused)
            let gerrit = "\(url)?token=correct%20horse%20battery"
            #expect(try await curl("-d", #"{"type": "ref-updated"}"#, gerrit) == taken)
            #expect(
                try await curl("-d", #"{"type": "comment-added"}"#, gerrit) == "nothing to do for `comment-added`\n200")
            #expect(try await curl("-X", "POST", "-H", "Authorization: Bearer \(Self.secret)", url) == taken)
            #expect(try await curl("-X", "POST", url) == refused)
            #expect(try await curl("-X", "POST", "\(base)/hooks/open") == "`open` is looked at\n202")
            #expect(try await curl("-X", "POST", "\(base)/hooks/x") == "there is no repository `x` here\n404")
            #expect(try await curl("-X", "POST", "\(base)/hooks/broken") == "the secret cannot be read\n503")
            #expect(try await curl("\(base)/hooks/open").hasSuffix("404"))
            #expect(hints.all == ["closed", "closed", "closed", "closed", "open"])
            #expect(hints.refused == ["closed", "closed", "closed", "x"])
        }
    }

    @Test func refusesLargeBodies() async throws {
        try await withTemporaryFolder { folder in
            try await withServer { base, hints in
                let file = "\(folder)/large"
                try Data(count: HookHandler.mostBytes + 1).write(to: URL(filePath: file))
                let answer = try await curl("-H", "Expect:", "--data-binary", "@\(file)", "\(base)/hooks/open")
                #expect(answer.hasSuffix("413") || answer.hasSuffix("000"))
                #expect(hints.all == [])
            }
        }
    }

    @Test func servesMetricsAndHealth() async throws {
        let metrics = DaemonMetrics()
        metrics.countPoll(of: ["a"], hadAnswer: true)
        metrics.countPoll(of: ["a", "b"], hadAnswer: false)
        metrics.countRun("passed", took: .seconds(20), publishing: 2)
        metrics.countHint()
        try await withServer(metrics, notReady: "not polled yet: c") { base, _ in
            let text = try await curl("\(base)/metrics")
            for line in [
                "# TYPE pipeline_runner_polls_total counter", #"pipeline_runner_polls_total{result="answered"} 1"#,
                #"pipeline_runner_polls_total{result="failed"} 1"#, #"pipeline_runner_runs{state="queued"} 3"#,
                #"pipeline_runner_run_duration_seconds_bucket{outcome="passed",le="15"} 0"#,
                #"pipeline_runner_run_duration_seconds_bucket{outcome="passed",le="30"} 1"#,
                #"pipeline_runner_run_duration_seconds_bucket{outcome="passed",le="+Inf"} 1"#,
                #"pipeline_runner_run_duration_seconds_sum{outcome="passed"} 20"#, "pipeline_runner_publishes_total 2",
                "pipeline_runner_hints_total 1",
            ] {
                #expect(text.split(separator: "\n").contains(Substring(line)), "\(line)")
            }
            #expect(text.contains(#"pipeline_runner_poll_age_seconds{repository="b"}"#))
            #expect(try await curl("\(base)/healthz") == "ok\n200")
            #expect(try await curl("\(base)/readyz") == "not polled yet: c\n503")
        }
        try await withServer { base, _ in
            let answer = try await curl("\(base)/readyz")
            #expect(answer == "ready\n200")
        }
    }

    @Test func namesAnAddressThatIsTaken() async throws {
        try await withServer { base, _ in
            let port = Int(base.split(separator: ":").last ?? "") ?? 0
            let second = try await RunnerServer(host: "127.0.0.1", port: port, services: [])
            await #expect(throws: ServerFailure(place: "127.0.0.1:\(port)", reason: "Address already in use")) {
                try await second.run { _ in }
            }
        }
        await #expect(throws: ServerFailure.self) {
            _ = try await RunnerServer(host: "example.org", port: 1, services: [])
        }
    }
}
