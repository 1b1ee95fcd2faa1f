import Foundation
import GitWatcher
import Testing

/// https against a real server. The authorities that are trusted are those of the process: this is the only test that sets them.
@Suite struct WebTests {
    @Test func speaksToAServerOverTLS() async throws {
        try await GitFixture.with { fixture in
            let tip = try await fixture.id(
                """
                git init -q --bare up.git; git clone -q up.git work 2>/dev/null; cd work; head -c 300000 /dev/urandom > big
                git add big; git commit -q -m 1; git push -q origin main; git rev-parse HEAD
                """)
            try await WebServer.with(fixture) { server in
                let base = "https://localhost:\(server.port)"
                let account = GitCredentials.password(
                    username: WebServer.account.username, password: WebServer.account.password)

                let untrusted = await failure { _ = try await GitRemote(url: "\(base)/open/up.git").heads() }
                #expect(untrusted?.code == .untrustedServer, "\(String(describing: untrusted))")
                #expect(untrusted?.hint?.contains("SSL_CERT_FILE") == true)

                try GitTrust.trustAuthorities(in: server.authority)
                for (path, credentials) in [("open", nil), ("closed", account), ("moved", account)] {
                    let remote = try GitRemote(url: "\(base)/\(path)/up.git", credentials: credentials)
                    let heads = try await remote.heads()
                    #expect(heads["refs/heads/main"]?.target == tip, "\(path)")
                    let mirror = try await Mirror.open(at: "\(fixture.root)/mirror-\(path)")
                    _ = try await mirror.fetch(from: remote, now: 0) { _, _ in true }
                    #expect(try await mirror.repository().isCommit(tip))
                    guard path == "closed" else { continue }
                    let author = CommitDescription.Signature(name: "CI", email: "ci@example.org", time: 0)
                    let next = try await mirror.commit(["big": [0x31]], onto: tip, message: "2", author: author)
                    let other = "refs/heads/other"
                    try await fixture.shell("git -C up.git branch other main")
                    #expect(try await mirror.push(next, onto: tip, as: other, to: remote) == .accepted)
                    #expect(try await fixture.id("git -C up.git rev-parse other") == next)
                }

                let closed = "\(base)/closed/up.git"
                let nameless = await failure { _ = try await GitRemote(url: closed).heads() }
                #expect(
                    nameless?.description == """
                        cannot list the branches of \(closed): the server wants a user name and a password
                          help: give the repository `credentials`
                        """, "\(String(describing: nameless))")
                let wrong = GitCredentials.password(username: "robot", password: "guess")
                let refused = await failure { _ = try await GitRemote(url: closed, credentials: wrong).heads() }
                #expect(
                    refused?.description == """
                        cannot list the branches of \(closed): the server refuses the password of robot
                          help: check the user name, and whether the password or token has expired
                        """, "\(String(describing: refused))")

                // A password is for the host that it was given for.
                let away = await failure {
                    _ = try await GitRemote(
                        url: "http://localhost:\(server.plainPort)/away/up.git", credentials: account
                    ).heads()
                }
                #expect(
                    away?.detail == "the server sends on to another host, and the password is for this one only",
                    "\(String(describing: away))")
                let gone = await failure { _ = try await GitRemote(url: "\(base)/nothing/up.git").heads() }
                #expect(gone?.code == .noSuchRepository, "\(String(describing: gone))")

                try await fixture.shell("rm -rf up.git")
                let deleted = await failure { _ = try await GitRemote(url: "\(base)/open/up.git").heads() }
                #expect(deleted?.code == .noSuchRepository, "\(String(describing: deleted))")
            }
        }
    }
}
