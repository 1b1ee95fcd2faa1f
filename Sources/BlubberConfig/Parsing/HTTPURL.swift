/// The address of an HTTP server.
struct HTTPURL: Sendable, Hashable {
    let text: String
    /// `http` or `https`.
    let scheme: String
    /// The host, with its port if one is given.
    let host: String

    /// `nil` unless `text` has the scheme `http` or `https`, a host, and no character that a URL may not hold.
    init?(_ text: String) {
        guard let scheme = ["http", "https"].first(where: { text.hasPrefix($0 + "://") }),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}".utf8.contains($0) })
        else { return nil }
        let authority = text.dropFirst(scheme.utf8.count + 3).prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        guard let first = host.utf8.first, first != UInt8(ascii: ":") else { return nil }
        self.text = text
        self.scheme = scheme
        self.host = String(host)
    }
}
