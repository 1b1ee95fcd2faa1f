internal import ConfigValues
internal import Diagnostics
internal import PositionedYAML

extension RunnerReader {
    private enum KindName: String, CaseIterable { case string, usernamePassword, sshKey }

    mutating func readCredentials(_ node: YAMLNode) {
        for entry in decoder.mapping(node, field: "`credentials`")?.entries ?? [] {
            if let credential = credential(entry) {
                configuration.credentials[entry.key] = credential
            } else {
                broken.insert(entry.key)
            }
        }
    }

    private func credential(_ entry: YAMLMapping.Entry) -> RunnerCredential? {
        let field = "the credential `\(entry.key)`"
        let isName = entry.key.utf8.allSatisfy { $0.isLetterOrDigit || "._-".utf8.contains($0) }
        guard isName, let first = entry.key.utf8.first, first.isLetterOrDigit, entry.key.utf8.count <= 100 else {
            decoder.report(
                "invalid-name", "`\(entry.key)` is no name for a credential", at: entry.keyLocation,
                length: max(1, entry.key.unicodeScalars.count),
                hint: "use letters, digits, `.`, `_` and `-`, at most 100, and begin with a letter or digit")
            return nil
        }
        guard let map = decoder.mapping(entry.value, field: field, known: RunnerKeys.credential) else { return nil }
        guard let kindNode = map["kind"] else {
            decoder.report(
                "missing-key", "\(field) has no `kind`", at: entry.value,
                hint: "write `kind: string`, `kind: usernamePassword` or `kind: sshKey`")
            return nil
        }
        guard let name: KindName = decoder.choice(kindNode, field: "`kind`"), let kind = kind(name, map, entry) else {
            return nil
        }
        let items = map["repositories"].flatMap { decoder.list($0, field: "`repositories`") } ?? []
        return RunnerCredential(kind: kind, repositories: patterns(items, field: "an item of `repositories`"))
    }

    private func kind(_ name: KindName, _ map: YAMLMapping, _ entry: YAMLMapping.Entry) -> RunnerCredential.Kind? {
        let field = "the credential `\(entry.key)`"
        let secretKey =
            switch name {
            case .string: "value"
            case .usernamePassword: "password"
            case .sshKey: "key"
            }
        for key in ["value", "username", "password", "key"] where key != secretKey {
            guard let extra = map[key], name == .string || key != "username" else { continue }
            decoder.report(
                "invalid-value", "`\(key)` does not belong to a credential of the kind `\(name.rawValue)`", at: extra)
        }
        guard let node = map[secretKey] else {
            decoder.report(
                "missing-key", "\(field) has no `\(secretKey)`", at: entry.value,
                hint: "write `\(secretKey): {env: VARIABLE}` or `\(secretKey): {file: PATH}`")
            return nil
        }
        let username = map["username"].flatMap { decoder.string($0, field: "`username`") }
        guard let source = source(node, field: "`\(secretKey)`") else { return nil }
        switch name {
        case .string: return .string(source)
        case .sshKey: return .sshKey(username: username ?? "git", key: source)
        case .usernamePassword:
            guard let username else {
                if map["username"] == nil {
                    decoder.report("missing-key", "\(field) has no `username`", at: entry.value)
                }
                return nil
            }
            return .usernamePassword(username: username, password: source)
        }
    }

    /// The ID of a credential that the file describes and whose kind `isFit`; `kinds` names these.
    func credentialID(
        _ node: YAMLNode, field: String, kinds: String, _ isFit: (RunnerCredential.Kind) -> Bool
    ) -> String? {
        guard let id = decoder.string(node, field: field) else { return nil }
        guard let credential = configuration.credentials[id] else {
            guard !broken.contains(id) else { return nil }
            let known = configuration.credentials.keys.sorted()
            let near = nearMatch(to: id, among: known).map { "did you mean `\($0)`?" }
            decoder.report(
                "unknown-reference", "there is no credential `\(id)`", at: node,
                notes: known.isEmpty ? [] : ["the credentials: \(known.joined(separator: ", "))"],
                hint: near ?? "describe it: `credentials: {\(id): {kind: string, value: {env: VARIABLE}}}`")
            return nil
        }
        if isFit(credential.kind) { return id }
        decoder.report("invalid-value", "\(field) needs a credential of the kind \(kinds)", at: node)
        return nil
    }
}
