import CommandRunner
import PipelineTestSupport

/// Stands before a registry, answers its first `count` manifests with 500 and passes all else on.
func withFlakyRegistry<Result: Sendable>(
    before host: String, failing count: Int, _ body: @escaping @Sendable (String) async throws -> Result
) async throws -> Result {
    let script = """
        import http.client, threading
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        left, lock = [\(count)], threading.Lock()
        class Flaky(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def body(self):
                if "chunked" in self.headers.get("Transfer-Encoding", ""):
                    data = b""
                    while True:
                        size = int(self.rfile.readline().split(b";")[0], 16)
                        data += self.rfile.read(size)
                        self.rfile.readline()
                        if size == 0:
                            return data
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))
            def answer(self):
                data = self.body()
                with lock:
                    fails = self.command == "PUT" and "/manifests/" in self.path and left[0] > 0
                    left[0] -= fails
                if fails:
                    self.send_response(500)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                upstream = http.client.HTTPConnection("\(host)")
                upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for key, value in self.headers.items():
                    if key not in ("Transfer-Encoding", "Content-Length"):
                        upstream.putheader(key, value)
                upstream.putheader("Content-Length", str(len(data)))
                upstream.endheaders(data)
                response = upstream.getresponse()
                content = response.read()
                self.send_response(response.status)
                for key, value in response.getheaders():
                    if key not in ("Transfer-Encoding", "Content-Length"):
                        self.send_header(key, value)
                length = response.getheader("Content-Length") if self.command == "HEAD" else str(len(content))
                self.send_header("Content-Length", length or "0")
                self.end_headers()
                self.wfile.write(content)
            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer
            def log_message(self, *arguments):
                pass
        server = ThreadingHTTPServer(("127.0.0.1", 0), Flaky)
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
