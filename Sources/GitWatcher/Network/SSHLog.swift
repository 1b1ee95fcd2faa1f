/// What `ssh -v` wrote to standard error.
struct SSHLog {
    private let lines: [Substring]

    init(_ bytes: [UInt8]) {
        lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    }

    /// The kind and fingerprint of the key that the server showed: `ssh-ed25519 SHA256:…`.
    var hostKey: String? {
        let marker = "debug1: Server host key: "
        return lines.first { $0.hasPrefix(marker) }.map { String($0.dropFirst(marker.count)) }
    }

    /// What the program, or the server's, said to people.
    var messages: [String] {
        lines.filter { line in
            !["debug1:", "OpenSSH_", "Authenticated to ", "Transferred: ", "Bytes per second: ", "@@@@", "Warning: "]
                .contains { line.hasPrefix($0) }
        }
        .map { line in String(line.prefix(300)) }
    }

    /// What the messages mean, `nil` if there are none.
    func failure(_ command: SSHCommand, _ operation: Operation, knownHosts: String?) -> GitFailure? {
        let text = messages.joined(separator: "; ")
        if text.contains("Host key verification failed") || text.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") {
            return hostKeyFailure(command, operation, knownHosts: knownHosts ?? "~/.ssh/known_hosts")
        }
        if let refusal = messages.first(where: { $0.contains("Permission denied") }) {
            return operation.failure(
                .authenticationFailed, refusal,
                hint: "give the repository `credentials` with a `key` that the server knows, or load it into the agent")
        }
        if text.contains("does not appear to be a git repository") || text.contains("epository not found") {
            return operation.failure(.noSuchRepository, text, hint: "check the path in the URL")
        }
        return text.isEmpty ? nil : operation.failure(.remoteUnavailable, text)
    }

    private func hostKeyFailure(_ command: SSHCommand, _ operation: Operation, knownHosts: String) -> GitFailure {
        let isChanged = messages.contains { $0.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") }
        let key = hostKey ?? "of an unknown kind"
        let scan = "ssh-keyscan \(command.port.map { "-p \($0) " } ?? "")\(command.host) >> \(knownHosts)"
        if isChanged {
            return operation.failure(
                .untrustedServer, "the server's host key \(key) is not the one in \(knownHosts)",
                hint: "somebody may be posing as the server; if its key was really changed, run "
                    + "`ssh-keygen -f \(knownHosts) -R '\(command.knownName)'` and `\(scan)`")
        }
        return operation.failure(
            .untrustedServer, "the server's host key \(key) is not in \(knownHosts)",
            hint: "compare the fingerprint with what the server's administrator says, then run `\(scan)`")
    }
}
