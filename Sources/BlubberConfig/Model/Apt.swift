internal import Diagnostics

/// `apt`: Debian packages and where they come from.
struct Apt: Sendable {
    /// An entry of `sources`.
    struct Source: Sendable {
        let url: String
        let distribution: String
        let components: [String]
        /// An armored public key.
        let signedBy: String?
        let location: SourceLocation
    }

    /// An entry of `proxies`.
    struct Proxy: Sendable {
        let url: HTTPURL
        /// The repository that the proxy is for; `nil` for all.
        let source: HTTPURL?
        let location: SourceLocation
    }

    /// The release key for packages without a target release.
    static let defaultRelease = "default"

    /// Package names per target release.
    var packages: [String: [String]] = [:]
    var sources: [Source] = []
    var proxies: [Proxy] = []

    var isEmpty: Bool { packages.isEmpty && sources.isEmpty && proxies.isEmpty }

    mutating func merge(_ newer: Apt) {
        packages.merge(newer.packages) { $0 + $1 }
        sources += newer.sources
        proxies += newer.proxies
    }
}
