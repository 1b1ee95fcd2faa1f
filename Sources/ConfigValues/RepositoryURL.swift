/// Where a repository is fetched from: a URL, `user@host:path`, or a path of this machine.
///
/// No form of it runs a program: `ext::` and all other helpers are refused.
public struct RepositoryURL: Sendable, Hashable, CustomStringConvertible {
    /// How it is fetched.
    public enum Transport: String, Sendable, Hashable {
        case https, http, ssh, git
        /// From a folder of this machine.
        case local
    }

    /// What git is given: the URL as written, or an absolute path.
    public let text: String
    /// How it is fetched.
    public let transport: Transport
    /// The host, without user and port, in lower case; `nil` for a path of this machine.
    public let host: String?
    /// The URL; it never holds a password.
    public var description: String { text }

    /// Parses `text`; relative paths are relative to `folder`, an absolute path.
    ///
    /// - Throws: `InvalidValue` for a text that is none of these forms, that names a helper or that holds a password.
    public init(_ text: String, folder: String) throws(InvalidValue) {
        guard !text.isEmpty else { throw InvalidValue("is empty") }
        guard !text.hasPrefix("-") else { throw InvalidValue("begins with `-`") }
        let helper = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+.-".contains($0)) }
        guard helper.isEmpty || !text[helper.endIndex...].hasPrefix("::") else {
            throw InvalidValue(
                "names the helper `\(helper)`, and no programs are run for an address",
                hint: "use https, http, ssh, git or a path")
        }
        guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) || !text.contains(":") else {
            throw InvalidValue("holds a blank or control character")
        }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw InvalidValue("holds a control character")
        }
        if let separator = text.firstRange(of: "://") {
            try self.init(
                url: text, scheme: text[..<separator.lowerBound].lowercased(), rest: text[separator.upperBound...])
        } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
            try self.init(secureCopy: text, host: text[..<colon], path: text[text.index(after: colon)...])
        } else {
            try self.init(path: text, folder: folder)
        }
    }

    private init(url text: String, scheme: String, rest: Substring) throws(InvalidValue) {
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let path = rest[slash...]
        if scheme == "file" {
            guard rest.hasPrefix("/") else {
                throw InvalidValue("has a host where a path is wanted", hint: "write `file:///PATH`, or the path alone")
            }
            (self.text, transport, host) = (text, .local, nil)
            return
        }
        let transports: [String: Transport] = [
            "https": .https, "http": .http, "ssh": .ssh, "git+ssh": .ssh, "ssh+git": .ssh, "git": .git,
        ]
        guard let transport = transports[scheme] else {
            throw InvalidValue("has the scheme `\(scheme)`", hint: "use https, http, ssh, git or a path")
        }
        let authority = rest[..<slash]
        let at = authority.lastIndex(of: "@")
        if let at, authority[..<at].contains(":") {
            throw InvalidValue(
                "holds a password",
                hint: "name it under `credentials`, and put the secret into the environment or a file")
        }
        let host = Self.host(at.map { authority[authority.index(after: $0)...] } ?? authority)
        guard let host else { throw InvalidValue("names no host") }
        guard path.count > 1 else { throw InvalidValue("names no path behind the host") }
        (self.text, self.transport, self.host) = (text, transport, host)
    }

    private init(secureCopy text: String, host: Substring, path: Substring) throws(InvalidValue) {
        guard let name = Self.host(host.split(separator: "@").last ?? "") else { throw InvalidValue("names no host") }
        guard !path.isEmpty else { throw InvalidValue("names no path behind the host") }
        (self.text, transport, self.host) = (text, .ssh, name)
    }

    private init(path: String, folder: String) throws(InvalidValue) {
        if path.hasPrefix("~") { throw InvalidValue("begins with `~`", hint: "write the whole path") }
        (text, transport, host) = (AbsolutePath.resolve(path, in: folder), .local, nil)
    }

    /// The host of `host[:port]`.
    private static func host(_ text: Substring) -> String? {
        let colon = text.hasPrefix("[") ? text.firstIndex(of: "]").map(text.index(after:)) : text.firstIndex(of: ":")
        let name = text[..<(colon ?? text.endIndex)]
        let port = text[name.endIndex...].dropFirst()
        guard !name.isEmpty, !name.hasPrefix("-"), port.utf8.allSatisfy(\.isDigit) else { return nil }
        return name.lowercased()
    }
}
