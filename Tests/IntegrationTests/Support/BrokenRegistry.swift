import CommandRunner
import PipelineTestSupport

/// Starts an HTTP server that answers every request with 500, hands its `HOST:PORT` to `body`, and stops it.
func withBrokenRegistry<Result: Sendable>(_ body: @escaping @Sendable (String) async throws -> Result) async throws
    -> Result
{
    let script = """
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        class Broken(BaseHTTPRequestHandler):
            def answer(self):
                self.send_response(500)
                self.send_header("Content-Length", "0")
                self.end_headers()
            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = answer
        server = ThreadingHTTPServer(("127.0.0.1", 0), Broken)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """
    let (lines, output) = AsyncStream<String>.makeStream()
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { output.finish() }
            _ = try await TestEnvironment.runner.stream(Command("python3", ["-c", script])) {
                if $0 == .standardOutput { output.yield($1) }
            }
        }
        defer { group.cancelAll() }
        for await port in lines { return try await body("127.0.0.1:\(port)") }
        throw MissingRequirement("python3", package: "python3")
    }
}
