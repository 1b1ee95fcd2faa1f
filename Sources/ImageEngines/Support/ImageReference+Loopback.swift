internal import OCI

extension ImageReference {
    /// Whether the registry is on this machine, where plain HTTP is allowed, as docker does.
    var isLoopback: Bool {
        guard let domain, domain != "localhost" else { return false }
        if domain.hasPrefix("[::1]") || domain == "::1" { return true }
        let host = domain.prefix { $0 != ":" }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return host == "localhost" || (parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil })
    }

    /// The flag by which buildah and skopeo accept plain HTTP, where it is allowed.
    var tlsFlags: [String] { isLoopback ? ["--tls-verify=false"] : [] }

    /// The reference with the tag that it means, for tools that take no reference without one.
    var withTag: String { tag == nil && digest == nil ? "\(self):latest" : description }
}
