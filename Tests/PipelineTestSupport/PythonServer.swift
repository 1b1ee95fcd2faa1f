internal import CommandRunner
internal import FoundationEssentials

/// A server in Python on a free loopback port, and what it received.
public struct PythonServer: Sendable {
    /// Its port.
    public let port: Int
    /// The folder into which it writes what it receives.
    public let folder: String

    /// Starts `script`, which is given a folder and `arguments`, and prints its port in its first line; hands it to `body`
    /// and stops it. `package` is the Debian package without which it cannot start.
    public static func with<Result: Sendable>(
        _ script: String, _ arguments: [String] = [], package: String = "python3",
        _ body: @escaping @Sendable (PythonServer) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let (lines, output) = AsyncStream<String>.makeStream()
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { output.finish() }
                    let command = Command("/usr/bin/python3", ["-c", script, folder] + arguments)
                    _ = try await TestEnvironment.runner.stream(command) {
                        if $0 == .standardOutput { output.yield($1) }
                    }
                }
                defer { group.cancelAll() }
                for await line in lines {
                    guard let port = Int(line) else { break }
                    return try await body(PythonServer(port: port, folder: folder))
                }
                throw MissingRequirement("a server in Python", package: package)
            }
        }
    }

    /// An HTTP server that answers with `statuses`, one after the other and the last one for ever, each with `body` and
    /// `headers`; 0 stands for no answer at all. It writes each request to a file before it answers.
    public static func withHTTP<Result: Sendable>(
        statuses: [Int], body answer: String = "", headers: [String: String] = [:],
        _ body: @escaping @Sendable (PythonServer) async throws -> Result
    ) async throws -> Result {
        let header = headers.map { "\($0.key): \($0.value)" }.joined(separator: "\n")
        return try await with(
            httpScript, [statuses.map(String.init).joined(separator: ","), answer, header], body)
    }

    /// The requests so far, each as `METHOD PATH`, header lines with lower-case names in order, an empty line, and the body.
    public func requests() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("request-") }.sorted().map {
            try read("\(folder)/\($0)")
        }
    }
}

private let httpScript = """
    import itertools, os, sys, threading, time
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    folder, statuses, answer, headers = sys.argv[1:5]
    statuses = [int(status) for status in statuses.split(",")]
    counter = itertools.count()
    class Server(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def log_message(self, *arguments): pass
        def answer(self):
            number = next(counter)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            lines = sorted(f"{name.lower()}: {value}" for name, value in self.headers.items())
            with open(f"{folder}/part", "w") as file:
                file.write("\\n".join([f"{self.command} {self.path}"] + lines + ["", body]))
            os.rename(f"{folder}/part", f"{folder}/request-{number:04}")
            status = statuses[min(number, len(statuses) - 1)]
            if status == 0:
                time.sleep(3600)
            self.send_response(status)
            host = self.headers.get("Host")
            for line in filter(None, headers.split("\\n")):
                name, value = line.split(": ", 1)
                self.send_header(name, value.replace("HOST", host))
            text = answer.replace("HOST", host).replace("NUMBER", str(number)).encode()
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
        do_GET = do_POST = answer
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """
