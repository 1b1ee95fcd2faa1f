import Foundation
import GitWatcher
import Testing

@testable import GitWatcher

/// ssh against a real server.
@Suite struct SecureShellTests {
    private func credentials(
        _ server: SecureShellServer, key: String? = nil, passphrase: String? = nil, hosts: String? = nil
    ) -> GitCredentials {
        .key(
            username: server.user, file: key ?? server.key, passphrase: passphrase,
            knownHosts: hosts ?? server.knownHosts)
    }

    @Test func speaksToAServer() async throws {
        try await GitFixture.with { fixture in
            let tip = try await fixture.id(
                """
                mkdir "it's"; cd "it's"; git init -q --bare up.git; git clone -q up.git work 2>/dev/null; cd work
                head -c 300000 /dev/urandom > big; git add big; git commit -q -m 1; git push -q origin main
                git rev-parse HEAD
                """)
            try await SecureShellServer.with(fixture) { server in
                let path = "\(fixture.root)/it's/up.git"
                let url = "ssh://127.0.0.1:\(server.port)\(path)"
                for credentials in [
                    credentials(server), credentials(server, key: server.locked, passphrase: "open sesame"),
                ] {
                    let remote = try GitRemote(url: url, credentials: credentials)
                    #expect(try await remote.heads()["refs/heads/main"]?.target == tip)
                    let mirror = try await Mirror.open(at: "\(fixture.root)/mirror")
                    _ = try await mirror.fetch(from: remote, now: 0) { _, _ in true }
                    #expect(try await mirror.repository().isCommit(tip))
                    try await fixture.shell("rm -rf mirror")
                }
                try await expectRefusals(server, url, fixture)
            }
        }
    }

    private func expectRefusals(_ server: SecureShellServer, _ url: String, _ fixture: GitFixture) async throws {
        let place = "[127.0.0.1]:\(server.port)"
        let empty = "\(fixture.root)/ssh/none"
        let unknown = await failure {
            _ = try await GitRemote(url: url, credentials: credentials(server, hosts: empty)).heads()
        }
        #expect(unknown?.code == .untrustedServer)
        #expect(
            unknown?.description == """
                cannot list the branches of \(url): the server's host key ssh-ed25519 \(server.fingerprint) is not in \(empty)
                  help: compare the fingerprint with what the server's administrator says, then run \
                `ssh-keyscan -p \(server.port) 127.0.0.1 >> \(empty)`
                """)
        let changed = await failure {
            _ = try await GitRemote(url: url, credentials: credentials(server, hosts: server.wrongHosts)).heads()
        }
        #expect(
            changed?.description == """
                cannot list the branches of \(url): the server's host key ssh-ed25519 \(server.fingerprint) is not the one in \
                \(server.wrongHosts)
                  help: somebody may be posing as the server; if its key was really changed, run \
                `ssh-keygen -f \(server.wrongHosts) -R '\(place)'` and \
                `ssh-keyscan -p \(server.port) 127.0.0.1 >> \(server.wrongHosts)`
                """)
        for (key, passphrase) in [("\(fixture.root)/ssh/other", nil), (server.locked, nil), (server.locked, "wrong")] {
            let refused = await failure {
                _ = try await GitRemote(
                    url: url, credentials: credentials(server, key: key, passphrase: passphrase)
                ).heads()
            }
            #expect(refused?.code == .authenticationFailed, "\(String(describing: refused))")
            #expect(refused?.detail.contains("Permission denied (publickey") == true)
        }
        let missing = await failure {
            _ = try await GitRemote(url: "\(url).gone", credentials: credentials(server)).heads()
        }
        #expect(missing?.code == .noSuchRepository, "\(String(describing: missing))")
    }

    @Test(arguments: [
        ("ssh://git@h:2222/a/b.git", ["-p", "2222", "-l", "git", "--", "h", "git-upload-pack '/a/b.git'"]),
        ("git@h:a/b.git", ["-l", "git", "--", "h", "git-upload-pack 'a/b.git'"]),
        ("ssh://h/~me/it's", ["--", "h", #"git-upload-pack '~me/it'\''s'"#]),
        ("ssh://[::1]:22/a", ["-p", "22", "--", "::1", "git-upload-pack '/a'"]),
    ])
    func spellsTheCommand(url: String, end: [String]) throws {
        let command = try #require(SSHCommand(try RemoteURL(url)))
        let arguments = command.arguments(for: .upload, credentials: nil, connecting: .milliseconds(1500))
        #expect(Array(arguments.suffix(end.count)) == end)
        #expect(arguments.contains("ConnectTimeout=2"))
        #expect(arguments.contains("StrictHostKeyChecking=yes"))
    }

    @Test(arguments: [
        ("ssh://h/a", nil, "git"), ("ssh://robot@h/a", nil, "robot"), ("robot@h:a", nil, "robot"),
        ("ssh://robot@h/a", "deploy", "deploy"),
    ])
    func knowsWhomAKeyIsOf(url: String, username: String?, user: String) throws {
        let command = try #require(SSHCommand(try RemoteURL(url)))
        let key = GitCredentials.key(username: username, file: "/key", passphrase: nil, knownHosts: nil)
        let arguments = command.arguments(for: .upload, credentials: key, connecting: .seconds(1))
        #expect(arguments.dropLast(3).suffix(2) == ["-l", user])
    }

    @Test(arguments: ["https://h/x", "git://h/x", "/x", "file:///x"]) func leavesOtherTransportsAlone(url: String)
        throws
    {
        #expect(SSHCommand(try RemoteURL(url)) == nil)
    }
}
