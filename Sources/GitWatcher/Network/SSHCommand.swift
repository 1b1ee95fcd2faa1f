/// The command line of `ssh` for one repository.
struct SSHCommand: Sendable, Hashable {
    let host: String
    let port: String?
    let username: String?
    /// The repository, as the server knows it.
    let path: String

    /// Takes a URL apart; `nil` if it is none of ssh's.
    init?(_ remote: RemoteURL) {
        switch remote.form {
        case .local: return nil
        case .secureCopy(let authority):
            let at = authority.lastIndex(of: "@")
            host = Self.withoutBrackets(at.map { authority[authority.index(after: $0)...] } ?? authority[...])
            username = at.map { String(authority[..<$0]) }
            port = nil
            path = remote.path
        case .url(let scheme, let authority):
            guard scheme.contains("ssh") else { return nil }
            let at = authority.lastIndex(of: "@")
            username = at.map { String(authority[..<$0].prefix { $0 != ":" }) }
            let place = at.map { authority[authority.index(after: $0)...] } ?? authority[...]
            let end = place.hasPrefix("[") ? place.firstIndex(of: "]") ?? place.startIndex : place.startIndex
            let colon = place[end...].firstIndex(of: ":")
            host = Self.withoutBrackets(place[..<(colon ?? place.endIndex)])
            port = colon.map { String(place[place.index(after: $0)...]) }.flatMap { $0.isEmpty ? nil : $0 }
            path = remote.path.hasPrefix("/~") ? String(remote.path.dropFirst()) : remote.path
        }
    }

    private static func withoutBrackets(_ host: Substring) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host)
    }

    /// What `known_hosts` calls the server.
    var knownName: String { port.map { $0 == "22" ? host : "[\(host)]:\($0)" } ?? host }

    /// The arguments, the program's own name first. Nothing is ever asked, and no host is trusted at first sight.
    func arguments(for service: GitService, credentials: GitCredentials?, connecting: Duration) -> [String] {
        // The first level of debugging names the host's key, which the errors do not.
        var arguments = ["ssh", "-v", "-T"]
        var options = [
            "StrictHostKeyChecking=yes", "UpdateHostKeys=no", "ClearAllForwardings=yes", "ControlMaster=no",
            "PermitLocalCommand=no", "PasswordAuthentication=no", "KbdInteractiveAuthentication=no",
            "ConnectTimeout=\(max(1, Int((connecting / .seconds(1)).rounded(.up))))",
        ]
        var user = username
        if case .key(let username, let file, let passphrase, let knownHosts)? = credentials {
            user = username ?? user ?? "git"
            arguments += ["-i", file]
            options += ["IdentitiesOnly=yes", "IdentityAgent=none"]
            options.append(passphrase == nil ? "BatchMode=yes" : "NumberOfPasswordPrompts=1")
            if let knownHosts {
                options += ["UserKnownHostsFile=\(Self.quoted(knownHosts))", "GlobalKnownHostsFile=/dev/null"]
            }
        } else {
            options.append("BatchMode=yes")
        }
        arguments += options.flatMap { ["-o", $0] }
        if let port { arguments += ["-p", port] }
        if let user { arguments += ["-l", user] }
        return arguments + ["--", host, "\(service.rawValue) '\(path.replacing("'", with: #"'\''"#))'"]
    }

    /// A file's name as ssh's configuration takes it: words are separated by blanks, and `%` begins a token.
    private static func quoted(_ file: String) -> String {
        "\"" + file.replacing("%", with: "%%").replacing("\"", with: "\\\"") + "\""
    }
}
