/// The shell text that installs and removes packages, to the byte as docker-pkg writes it.
struct Apt {
    private let options: String
    private let proxy: String?

    init(_ configuration: TreeConfiguration) {
        options = configuration.aptOptions
        proxy = configuration.aptProxy.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static let proxyFile = "/etc/apt/apt.conf.d/80_proxy"

    private var setsProxy: String? {
        proxy.map { "echo 'Acquire::http::Proxy \"\($0)\";' > \(Self.proxyFile)" }
    }

    private var endsProxy: String { proxy == nil ? "" : "    && rm -f \(Self.proxyFile) \\\n" }

    /// Begins with no newline and ends in one blank, so that more may follow in the template.
    func install(_ packages: String) -> String {
        let packages = String(String.UnicodeScalarView(packages.unicodeScalars.map { $0 == "\n" ? " " : $0 }))
        let start = setsProxy.map { "\($0) \\\n    && " } ?? ""
        return start + "apt-get update \(options) \\\n    && DEBIAN_FRONTEND=noninteractive \\\n"
            + "    apt-get install \(options) --yes \(packages) --no-install-recommends \\\n" + endsProxy
            + "    && apt-get clean && rm -rf /var/lib/apt/lists/* "
    }

    /// With a proxy, a shell sees a space behind a backslash where a line end was meant, and forgives it.
    func remove(_ packages: String) -> String {
        let start = setsProxy.map { "\($0)  && \\" } ?? ""
        return start + "apt-get update && DEBIAN_FRONTEND=noninteractive apt-get remove --yes --purge \(packages) \\\n"
            + endsProxy + "    && apt-get clean && rm -rf /var/lib/apt/lists/* "
    }
}
