import CommandRunner
import Foundation
import PipelineTestSupport
import Testing

/// nginx with git's own program for http, on loopback, with a certificate that an authority of the tests has signed.
struct WebServer: Sendable {
    /// The port for https; `/open/` needs nothing, `/closed/` the account, `/away/` leads to another host.
    let port: Int
    /// The same without TLS.
    let plainPort: Int
    /// The file of the authority's certificate.
    let authority: String
    static let account = (username: "robot", password: "not a secret")

    /// Serves the repositories in the fixture's folder while `body` runs.
    static func with(_ fixture: GitFixture, _ body: (WebServer) async throws -> Void) async throws {
        let root = fixture.root
        try await fixture.shell(certificates)
        // The worker runs as root where the tests do, or else as their user.
        let user = geteuid() == 0 ? "user root;" : ""
        for _ in 0..<5 {
            let (port, plainPort) = (Int.random(in: 20000..<40000), Int.random(in: 40000..<60000))
            try write(
                configuration(root: root, user: user, port: port, plainPort: plainPort), to: "\(root)/web/nginx.conf")
            let fcgi = Task {
                var command = Command("fcgiwrap", ["-s", "unix:\(root)/web/fcgi.socket", "-c", "4"])
                command.environment["GIT_CONFIG_COUNT"] = "1"
                command.environment["GIT_CONFIG_KEY_0"] = "safe.directory"
                command.environment["GIT_CONFIG_VALUE_0"] = "*"
                _ = try await TestEnvironment.runner.stream(command) { _, _ in }
            }
            defer { fcgi.cancel() }
            let nginx = Task {
                let arguments = ["-p", "\(root)/web", "-e", "\(root)/web/error.log", "-c", "\(root)/web/nginx.conf"]
                return try await TestEnvironment.runner.capture(Command("nginx", arguments))
            }
            defer { nginx.cancel() }
            let isThere = try await fixture.shell(
                """
                for i in $(seq 100); do
                    case $(curl --silent --output web/answer --write-out '%{http_code}' http://127.0.0.1:\(plainPort)/open/) in
                        000 | 502) ;;
                        *) echo yes; exit ;;
                    esac
                    grep -q emerg web/error.log 2>/dev/null && exit; sleep 0.1
                done
                """)
            guard isThere == "yes\n" else {
                nginx.cancel()
                continue
            }
            do {
                try await body(WebServer(port: port, plainPort: plainPort, authority: "\(root)/web/ca.pem"))
            } catch {
                Issue.record("nginx: \((try? read("\(root)/web/error.log")) ?? "no log")")
                throw error
            }
            nginx.cancel()
            fcgi.cancel()
            _ = await (nginx.result, fcgi.result)
            return
        }
        let log = (try? read("\(root)/web/error.log")) ?? ""
        throw MissingRequirement("nginx and fcgiwrap (\(log))", package: "nginx fcgiwrap")
    }

    private static let certificates = """
        mkdir -p web; cd web
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Test CA' -keyout ca.key -out ca.pem 2>/dev/null
        openssl req -newkey rsa:2048 -nodes -subj '/CN=127.0.0.1' -keyout key.pem -out request.pem 2>/dev/null
        printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\\n' > extensions
        openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile extensions \
            -out certificate.pem 2>/dev/null
        printf 'robot:%s\\n' "$(openssl passwd -apr1 'not a secret')" > users
        """

    private static func configuration(root: String, user: String, port: Int, plainPort: Int) -> String {
        """
        \(user)
        daemon off;
        worker_processes 1;
        pid \(root)/web/nginx.pid;
        events { worker_connections 64; }
        http {
          access_log off;
          client_body_temp_path \(root)/web/body; proxy_temp_path \(root)/web/proxy; fastcgi_temp_path \(root)/web/fastcgi;
          uwsgi_temp_path \(root)/web/uwsgi; scgi_temp_path \(root)/web/scgi;
          server {
            listen 127.0.0.1:\(port) ssl;
            listen 127.0.0.1:\(plainPort);
            ssl_certificate certificate.pem;
            ssl_certificate_key key.pem;
            fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend;
            fastcgi_param GIT_PROJECT_ROOT \(root);
            fastcgi_param GIT_HTTP_EXPORT_ALL 1;
            fastcgi_param PATH_INFO $repository;
            fastcgi_param REQUEST_METHOD $request_method;
            fastcgi_param QUERY_STRING $query_string;
            fastcgi_param CONTENT_TYPE $content_type;
            fastcgi_param CONTENT_LENGTH $content_length;
            fastcgi_param REMOTE_ADDR $remote_addr;
            fastcgi_param REMOTE_USER $remote_user;
            location ~ ^/open(/.*)$ {
              set $repository $1;
              fastcgi_pass unix:\(root)/web/fcgi.socket;
            }
            location ~ ^/closed(/.*)$ {
              auth_basic repositories;
              auth_basic_user_file users;
              set $repository $1;
              fastcgi_pass unix:\(root)/web/fcgi.socket;
            }
            location ~ ^/moved(/.*)$ { return 301 /open$1$is_args$args; }
            location ~ ^/away(/.*)$ { return 301 http://127.0.0.1:\(plainPort)/closed$1$is_args$args; }
            location / { return 404; }
          }
        }
        """
    }
}
