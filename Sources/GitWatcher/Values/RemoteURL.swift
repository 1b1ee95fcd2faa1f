/// Where a repository can be fetched from, in one of the forms that git takes.
///
/// Nothing here runs a program: `ext::` and all other helpers are refused.
struct RemoteURL: Sendable, Hashable {
    enum Form: Sendable, Hashable {
        /// `scheme://[user[:password]@]host[:port]/path`; `authority` is what stands between `//` and the path.
        case url(scheme: String, authority: String)
        /// `[user@]host:path`, which is ssh.
        case secureCopy(host: String)
        /// A path of this machine, or a `file://` URL.
        case local
    }

    let text: String
    let form: Form
    /// What names the repository: for a URL it begins with a slash.
    let path: String

    private static let schemes: Set<String> = ["http", "https", "ssh", "git", "git+ssh", "ssh+git"]

    /// Takes a URL apart; throws a reason for people.
    init(_ text: String) throws(InvalidRemote) {
        self.text = text
        guard !text.isEmpty else { throw InvalidRemote(reason: "it is empty") }
        guard !text.hasPrefix("-") else { throw InvalidRemote(reason: "it begins with `-`") }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else {
            throw InvalidRemote(reason: "it has control characters")
        }
        if let separator = text.firstRange(of: "://") {
            let scheme = text[..<separator.lowerBound].lowercased()
            let rest = text[separator.upperBound...]
            let slash = rest.firstIndex(of: "/") ?? rest.endIndex
            path = String(rest[slash...])
            if scheme == "file" {
                form = .local
                return
            }
            guard Self.schemes.contains(scheme) else {
                throw InvalidRemote(reason: "`\(scheme)` is not one of http, https, ssh, git and file")
            }
            let authority = rest[..<slash]
            guard let host = authority.split(separator: "@").last, !host.hasPrefix("-") else {
                throw InvalidRemote(reason: "`\(scheme)` is not followed by a host")
            }
            form = .url(scheme: scheme, authority: String(authority))
            return
        }
        let colon = text.firstIndex(of: ":")
        guard let colon, !text[..<colon].contains("/") else {
            form = .local
            path = text
            return
        }
        guard !text[colon...].hasPrefix("::") else {
            throw InvalidRemote(reason: "the helper `\(text[..<colon])` is refused")
        }
        let host = text[..<colon]
        guard !host.isEmpty, !(host.split(separator: "@").last ?? "").hasPrefix("-") else {
            throw InvalidRemote(reason: "it names no host")
        }
        form = .secureCopy(host: String(host))
        path = String(text[text.index(after: colon)...])
    }

    /// The server with its port; `nil` for a path of this machine.
    var host: String? {
        switch form {
        case .local: nil
        case .url(_, let authority): authority.split(separator: "@").last.map(String.init)
        case .secureCopy(let host): host.split(separator: "@").last.map(String.init)
        }
    }

    /// Whether it is fetched over https.
    var isSecureHTTP: Bool { if case .url("https", _) = form { true } else { false } }

    /// Whether it is a path of this machine.
    var isLocal: Bool { form == .local }

    /// The URL without user name and password, fit for labels and messages; other texts stay as they are.
    static func withoutCredentials(_ text: String) -> String {
        guard let separator = text.firstRange(of: "://") else { return text }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return text }
        let user = authority[..<at]
        // A bare user name is part of the address for ssh, and may be a token for http.
        if text[..<separator.lowerBound].contains("ssh"), !user.contains(":") { return text }
        return "\(text[..<separator.upperBound])\(rest[rest.index(after: at)...])"
    }
}

/// Why a text is no URL to fetch from.
struct InvalidRemote: Error, Hashable {
    let reason: String
}
