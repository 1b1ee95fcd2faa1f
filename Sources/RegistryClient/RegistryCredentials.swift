internal import FoundationEssentials

/// Accounts of registries, as `buildah login` and `docker login` keep them.
public struct RegistryCredentials: Sendable {
    private struct File: Decodable {
        struct Entry: Decodable {
            let auth: String?
        }

        let auths: [String: Entry]?
    }

    private(set) var accounts: [String: String] = [:]

    /// No accounts.
    public init() {}

    /// Those of the files that buildah, skopeo and docker read, in the order in which these look at them:
    /// `$REGISTRY_AUTH_FILE`, `$XDG_RUNTIME_DIR/containers/auth.json`, `~/.config/containers/auth.json`,
    /// `$DOCKER_CONFIG/config.json`, `~/.docker/config.json`.
    ///
    /// Files that are missing or are none of the kind have none; credential helpers are not asked.
    public init(environment: [String: String]) {
        let home = environment["HOME"] ?? "/root"
        var files = environment["REGISTRY_AUTH_FILE"].map { [$0] } ?? []
        if let folder = environment["XDG_RUNTIME_DIR"] { files.append("\(folder)/containers/auth.json") }
        files.append("\(environment["XDG_CONFIG_HOME"] ?? "\(home)/.config")/containers/auth.json")
        files.append("\(environment["DOCKER_CONFIG"] ?? "\(home)/.docker")/config.json")
        for file in files.reversed() {
            guard let data = try? Data(contentsOf: URL(filePath: file)),
                let content = try? JSONDecoder().decode(File.self, from: data)
            else { continue }
            for (name, entry) in content.auths ?? [:] {
                if let auth = entry.auth, !auth.isEmpty { accounts[Self.host(name)] = auth }
            }
        }
    }

    /// Adds an account for `host`, in place of one that was there.
    public mutating func set(username: String, password: String, for host: String) {
        accounts[host] = Data("\(username):\(password)".utf8).base64EncodedString()
    }

    /// What stands behind `Basic` for a repository of `host`: the account of the longest prefix that has one.
    func basic(host: String, repository: String) -> String? {
        var name = "\(host)/\(repository)"
        while true {
            if let account = accounts[name] { return account }
            guard let slash = name.lastIndex(of: "/") else { return nil }
            name = String(name[..<slash])
        }
    }

    /// Docker writes addresses where others write hosts.
    private static func host(_ name: String) -> String {
        var host = Substring(name)
        for scheme in ["https://", "http://"] where host.hasPrefix(scheme) {
            host = host.dropFirst(scheme.count).prefix { $0 != "/" }
        }
        return String(host)
    }
}
