/// Repositories served over http by git's own program, to one account that may also push.
public struct GitWebServer: Sendable {
    /// The account.
    public static let account = (username: "robot", password: "not a secret")
    /// The server's address, without a slash at its end.
    public let url: String

    /// Serves the repositories below `root` while `body` runs.
    public static func with<Result: Sendable>(
        _ root: String, _ body: @escaping @Sendable (GitWebServer) async throws -> Result
    ) async throws -> Result {
        try await PythonServer.with(script, [root, "\(account.username):\(account.password)"]) { server in
            try await body(GitWebServer(url: "http://127.0.0.1:\(server.port)"))
        }
    }

    private static let script = """
        import base64, os, subprocess, sys
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        folder, root, login = sys.argv[1:4]
        class Server(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *arguments): pass
            def body(self):
                if self.headers.get("Transfer-Encoding") != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length") or 0))
                body = b""
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body
            def answer(self):
                body = self.body()
                if self.headers.get("Authorization") != "Basic " + base64.b64encode(login.encode()).decode():
                    self.send_response(401)
                    self.send_header("WWW-Authenticate", 'Basic realm="git"')
                    self.send_header("Content-Length", "0")
                    return self.end_headers()
                path, _, query = self.path.partition("?")
                environment = {
                    "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": root, "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path,
                    "REQUEST_METHOD": self.command, "QUERY_STRING": query, "REMOTE_ADDR": "127.0.0.1",
                    "CONTENT_TYPE": self.headers.get("Content-Type") or "", "CONTENT_LENGTH": str(len(body)),
                    "REMOTE_USER": login.partition(":")[0],
                }
                result = subprocess.run(
                    ["git", "http-backend"], input=body, env=environment, stdout=subprocess.PIPE).stdout
                head, _, content = result.partition(b"\\r\\n\\r\\n")
                headers = dict(line.split(": ", 1) for line in head.decode().split("\\r\\n"))
                self.send_response(int(headers.pop("Status", "200").split()[0]))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            do_GET = do_POST = answer
        server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
        server.daemon_threads = True
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """
}
