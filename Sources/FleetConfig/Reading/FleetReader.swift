internal import Diagnostics
internal import PositionedYAML

/// Reads the nodes of a fleet file; what is wrong goes to the decoder.
struct FleetReader {
    static let keys = [
        "repositories", "defaults", "credentials", "secrets", "hooks", "metrics", "limits", "retention", "state",
        "registry", "engine", "jobs",
    ]

    let decoder: YAMLDecoder
    /// The absolute path of the file's folder.
    let folder: String
    var fleet = FleetConfiguration()
    /// The secrets by name, read before anything that names them.
    private(set) var secrets: [String: SecretSource] = [:]
    /// Names of credentials and secrets that could not be read: what refers to them has no finding of its own.
    private(set) var broken: Set<String> = []

    init(decoder: YAMLDecoder, folder: String) {
        self.decoder = decoder
        self.folder = folder
    }

    mutating func read(_ root: YAMLNode?, start: SourceLocation) {
        guard let root else {
            decoder.report(
                "empty", "the file is empty; `repositories` is required", at: start,
                hint: "write `repositories: [{name: NAME, url: URL}]`")
            return
        }
        guard let map = decoder.mapping(root, field: "the fleet", known: Self.keys) else { return }
        if let node = map["secrets"] { readSecrets(node) }
        if let node = map["credentials"] { readCredentials(node) }
        if let node = map["limits"] { fleet.limits = limits(node) }
        if let node = map["retention"] { fleet.retention = retention(node) }
        if let node = map["hooks"] { fleet.hooks = hooks(node) }
        if let node = map["metrics"] { fleet.metrics = address(node, field: "metrics", known: ["address", "port"]) }
        if let node = map["state"] { fleet.state = path(node, field: "`state`") }
        if let node = map["registry"] { fleet.registry = registry(node) }
        if let node = map["engine"] { fleet.engine = choice(node, field: "`engine`") ?? .auto }
        if let node = map["jobs"] { fleet.jobs = integer(node, field: "`jobs`", in: 1...256) ?? fleet.jobs }
        readRepositories(map, root: root)
    }

    private mutating func readRepositories(_ map: YAMLMapping, root: YAMLNode) {
        var defaults = RepositorySettings()
        if let node = map["defaults"],
            let fields = decoder.mapping(node, field: "`defaults`", known: Self.settingKeys)
        {
            defaults = settings(fields, over: defaults)
        }
        guard let node = map["repositories"] else {
            decoder.report(
                "missing-key", "the key `repositories` is missing", at: root,
                hint: "write `repositories: [{name: NAME, url: URL}]`")
            return
        }
        guard let items = decoder.sequence(node, field: "`repositories`") else { return }
        if items.isEmpty { decoder.report("empty", "`repositories` is empty: there is nothing to watch", at: node) }
        var first: [String: SourceLocation] = [:]
        for (index, item) in items.enumerated() {
            guard let repository = repository(item, index: index, defaults: defaults, named: &first) else { continue }
            fleet.repositories.append(repository)
        }
    }

    private func repository(
        _ node: YAMLNode, index: Int, defaults: RepositorySettings, named first: inout [String: SourceLocation]
    ) -> FleetRepository? {
        let field = "`repositories[\(index)]`"
        guard let map = decoder.mapping(node, field: field, known: ["name", "url"] + Self.settingKeys) else {
            return nil
        }
        let settings = settings(map, over: defaults)
        for key in ["name", "url"] where map[key] == nil {
            decoder.report("missing-key", "\(field) has no `\(key)`", at: node)
        }
        let name = map["name"].flatMap { node in
            value(node, field: "`name`") { text throws(InvalidValue) in try RepositoryName(text) }
        }
        if let name, let place = map["name"] {
            if let earlier = first[name.text] {
                decoder.report(
                    "repeated-name", "two repositories are called `\(name)`", at: place,
                    notes: ["the first is in line \(earlier.line)"])
            } else {
                first[name.text] = place.location
            }
        }
        guard let name, let url = map["url"].flatMap(url) else { return nil }
        return FleetRepository(name: name, url: url, settings: settings)
    }

    private func url(_ node: YAMLNode) -> RepositoryURL? {
        guard let text = decoder.string(node, field: "`url`") else { return nil }
        do throws(InvalidValue) {
            return try RepositoryURL(text, folder: folder)
        } catch {
            let isRefused = error.reason.hasPrefix("names the helper") || error.reason == "holds a password"
            let shown = error.reason == "holds a password" ? "" : " `\(text)`"
            decoder.report(
                isRefused ? "refused-url" : "invalid-value", "the address\(shown) \(error.reason)", at: node,
                hint: error.hint)
            return nil
        }
    }

    private func registry(_ node: YAMLNode) -> String? {
        guard let text = decoder.string(node, field: "`registry`") else { return nil }
        if text.hasPrefix("docker://"), text.count > "docker://".count { return text }
        if text.hasPrefix("oci:"), text.count > "oci:".count {
            return "oci:" + AbsolutePath.resolve(String(text.dropFirst("oci:".count)), in: folder)
        }
        decoder.report(
            "invalid-value", "`\(text)` is no registry", at: node,
            hint: "write `docker://HOST[:PORT]/PREFIX` or `oci:FOLDER`")
        return nil
    }

    // MARK: Secrets

    private mutating func readSecrets(_ node: YAMLNode) {
        for entry in decoder.mapping(node, field: "`secrets`")?.entries ?? [] {
            let field = "the secret `\(entry.key)`"
            guard let map = decoder.mapping(entry.value, field: field, known: ["env", "file"]) else {
                // A secret in plain sight is the mistake that matters most here.
                broken.insert(entry.key)
                continue
            }
            if let source = secretSource(map, at: entry.value, field: field) {
                secrets[entry.key] = source
            } else {
                broken.insert(entry.key)
            }
        }
    }

    private func secretSource(_ map: YAMLMapping, at node: YAMLNode, field: String) -> SecretSource? {
        guard map.entries.count == 1 else {
            decoder.report(
                "invalid-value", "\(field) needs either `env` or `file`", at: node,
                hint: "write `env: VARIABLE` or `file: PATH`; the secret itself never stands in this file")
            return nil
        }
        if let file = map["file"] { return path(file, field: "`file`").map(SecretSource.file) }
        guard let variable = map["env"], let name = decoder.string(variable, field: "`env`") else { return nil }
        let isName =
            !name.isEmpty && !(name.utf8.first?.isDigit ?? true)
            && name.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
        guard isName else {
            decoder.report("invalid-value", "`\(name)` is not the name of an environment variable", at: variable)
            return nil
        }
        return .environment(name)
    }

    /// The secret that a name stands for.
    func secret(_ node: YAMLNode, field: String) -> SecretSource? {
        guard let name = decoder.string(node, field: field) else { return nil }
        if let source = secrets[name] { return source }
        reportUnknown(
            "secret", name, at: node, known: secrets.keys.sorted(), section: "secrets", example: "env: VARIABLE")
        return nil
    }

    // MARK: Credentials

    private mutating func readCredentials(_ node: YAMLNode) {
        for entry in decoder.mapping(node, field: "`credentials`")?.entries ?? [] {
            if let credential = credential(entry) {
                fleet.credentials[entry.key] = credential
            } else {
                broken.insert(entry.key)
            }
        }
    }

    private func credential(_ entry: YAMLMapping.Entry) -> Credential? {
        let field = "the credentials `\(entry.key)`"
        let known = ["username", "password", "token", "key", "passphrase", "known-hosts"]
        guard let map = decoder.mapping(entry.value, field: field, known: known) else { return nil }
        let given = ["password", "token", "key"].filter { map[$0] != nil }
        guard given.count == 1, let kind = given.first, let node = map[kind] else {
            decoder.report(
                "invalid-value", "\(field) need exactly one of `password`, `token` and `key`", at: entry.value)
            return nil
        }
        let username = map["username"].flatMap { decoder.string($0, field: "`username`") }
        if kind == "key" {
            let passphrase = map["passphrase"].flatMap { secret($0, field: "`passphrase`") }
            let knownHosts = map["known-hosts"].flatMap { path($0, field: "`known-hosts`") }
            return path(node, field: "`key`").map {
                .key(username: username ?? "git", file: $0, passphrase: passphrase, knownHosts: knownHosts)
            }
        }
        for key in ["passphrase", "known-hosts"] {
            guard let extra = map[key], decoder.string(extra, field: "`\(key)`") != nil else { continue }
            decoder.report("no-effect", "`\(key)` belongs to a `key`", at: extra, severity: .warning)
        }
        if kind == "password", username == nil {
            decoder.report("missing-key", "\(field) have a `password` but no `username`", at: entry.value)
            return nil
        }
        // Servers that take a token as the password do not look at the name, but want one.
        return secret(node, field: "`\(kind)`").map { .password(username: username ?? "git", secret: $0) }
    }

    /// Reports a name that nothing in the file explains, with those that are explained.
    func reportUnknown(
        _ kind: String, _ name: String, at node: YAMLNode, known: [String], section: String, example: String
    ) {
        guard !broken.contains(name), !decoder.isFull else { return }
        let near = decoder.near(name, among: known).map { "did you mean `\($0)`?" }
        decoder.report(
            "unknown-reference", "there is no \(kind) `\(name)`", at: node,
            notes: known.isEmpty ? [] : ["the \(section): \(known.joined(separator: ", "))"],
            hint: near ?? "describe it: `\(section): {\(name): {\(example)}}`")
    }
}
