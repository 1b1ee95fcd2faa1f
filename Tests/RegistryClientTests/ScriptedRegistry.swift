import CommandRunner
import PipelineTestSupport

/// Starts an HTTP server that answers by `rules`, the body of a Python method with `self` and `state`, and hands its
/// `HOST:PORT` to `body`. Real registries do not fail on demand.
func withScriptedRegistry<Result: Sendable>(
    _ rules: String, _ body: @escaping @Sendable (String) async throws -> Result
) async throws -> Result {
    let script = """
        import base64, threading, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        state = {}
        digest = "sha256:" + "ab" * 32
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def reply(self, status, headers={}, body=b""):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_HEAD(self):
                host = self.headers["Host"]
                authorization = self.headers.get("Authorization", "")
        \(rules.split(separator: "\n").map { "        \($0)" }.joined(separator: "\n"))
            do_GET = do_HEAD
            def log_message(self, *arguments):
                pass
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
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
