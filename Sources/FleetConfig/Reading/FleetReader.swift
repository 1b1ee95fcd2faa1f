internal import ConfigValues
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
        if let node = map["state"] { fleet.state = decoder.path(node, field: "`state`", in: folder) }
        if let node = map["registry"] { fleet.registry = decoder.registry(node, in: folder) }
        if let node = map["engine"] { fleet.engine = decoder.choice(node, field: "`engine`") ?? .auto }
        if let node = map["jobs"] { fleet.jobs = decoder.integer(node, field: "`jobs`", in: 1...256) ?? fleet.jobs }
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
            decoder.value(node, field: "`name`") { text throws(InvalidValue) in try RepositoryName(text) }
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
        guard let name, let url = map["url"].flatMap({ decoder.repositoryURL($0, in: folder) }) else { return nil }
        return FleetRepository(name: name, url: url, settings: settings)
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
            if let source = decoder.secretSource(map, at: entry.value, field: field, in: folder) {
                secrets[entry.key] = source
            } else {
                broken.insert(entry.key)
            }
        }
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
            let knownHosts = map["known-hosts"].flatMap { decoder.path($0, field: "`known-hosts`", in: folder) }
            return decoder.path(node, field: "`key`", in: folder).map {
                .key(username: username, file: $0, passphrase: passphrase, knownHosts: knownHosts)
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
