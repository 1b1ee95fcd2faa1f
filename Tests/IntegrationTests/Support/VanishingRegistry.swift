import CommandRunner
import PipelineTestSupport

/// Starts a registry that has nothing, says so `answers` times, and is gone then; hands its `HOST:PORT` to `body`.
func withVanishingRegistry<Result: Sendable>(
    answers: Int, _ body: @escaping @Sendable (String) async throws -> Result
) async throws -> Result {
    let script = """
        import os
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        left = \(answers)
        class Vanishing(BaseHTTPRequestHandler):
            def do_HEAD(self):
                global left
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()
                left -= 1
                if left <= 0:
                    self.wfile.flush()
                    self.connection.close()
                    os._exit(0)
            do_GET = do_HEAD
        server = ThreadingHTTPServer(("127.0.0.1", 0), Vanishing)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """
    let (lines, output) = AsyncStream<String>.makeStream()
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { output.finish() }
            _ = try await TestEnvironment.runner.stream(Command("/usr/bin/python3", ["-c", script])) {
                if $0 == .standardOutput { output.yield($1) }
            }
        }
        defer { group.cancelAll() }
        for await port in lines { return try await body("127.0.0.1:\(port)") }
        throw MissingRequirement("python3", package: "python3")
    }
}
