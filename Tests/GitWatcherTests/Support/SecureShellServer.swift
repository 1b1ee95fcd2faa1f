import CommandRunner
import Foundation
import PipelineTestSupport
import Testing

/// sshd on loopback, with keys of the tests, which lets the current user in.
struct SecureShellServer: Sendable {
    let port: Int
    /// The private key that it accepts; `locked` is the same with the passphrase `open sesame`.
    let key: String
    let locked: String
    /// A file with the server's host key, and one with another key.
    let knownHosts: String
    let wrongHosts: String
    /// The fingerprint of the host key, `SHA256:…`.
    let fingerprint: String
    let user: String

    /// Serves while `body` runs.
    static func with(_ fixture: GitFixture, _ body: (SecureShellServer) async throws -> Void) async throws {
        let root = fixture.root
        try await fixture.shell(keys)
        for _ in 0..<5 {
            let port = Int.random(in: 20000..<60000)
            try write(configuration(root: root, port: port), to: "\(root)/ssh/sshd_config")
            let server = Task {
                // sshd insists on the folder that its service makes, and on its own absolute path.
                let start = "mkdir -p /run/sshd 2>/dev/null; exec /usr/sbin/sshd -D -e -f \(root)/ssh/sshd_config"
                return try await TestEnvironment.runner.capture(Command("sh", ["-c", start]))
            }
            defer { server.cancel() }
            let isThere = try await fixture.shell(
                """
                for i in $(seq 100); do
                    if (exec 3<>/dev/tcp/127.0.0.1/\(port)) 2>/dev/null; then echo yes; exit; fi; sleep 0.1
                done
                """)
            guard isThere == "yes\n" else { continue }
            let details = try await fixture.shell(
                """
                cd ssh
                printf '[127.0.0.1]:\(port) %s\\n' "$(cut -d' ' -f1,2 host.pub)" > known
                printf '[127.0.0.1]:\(port) %s\\n' "$(cut -d' ' -f1,2 other.pub)" > wrong
                ssh-keygen -lf host.pub | cut -d' ' -f2; id -un
                """
            ).split(separator: "\n").map(String.init)
            try await body(
                SecureShellServer(
                    port: port, key: "\(root)/ssh/key", locked: "\(root)/ssh/locked", knownHosts: "\(root)/ssh/known",
                    wrongHosts: "\(root)/ssh/wrong", fingerprint: details[0], user: details[1]))
            server.cancel()
            _ = await server.result
            return
        }
        throw MissingRequirement("sshd", package: "openssh-server")
    }

    private static let keys = """
        mkdir -p ssh; cd ssh
        for name in host other key; do ssh-keygen -q -t ed25519 -N '' -f $name; done
        cp key locked; chmod 600 locked; ssh-keygen -q -p -P '' -N 'open sesame' -f locked >/dev/null
        cp key.pub authorized; chmod 600 authorized
        """

    private static func configuration(root: String, port: Int) -> String {
        """
        ListenAddress 127.0.0.1
        Port \(port)
        HostKey \(root)/ssh/host
        AuthorizedKeysFile \(root)/ssh/authorized
        StrictModes no
        UsePAM no
        PasswordAuthentication no
        PermitRootLogin prohibit-password
        PidFile none

        """
    }
}
