internal import ConfigValues
internal import Diagnostics
internal import PositionedYAML

extension RunnerReader {
    func notification(_ node: YAMLNode) -> RunnerNotification {
        var notification = RunnerNotification()
        guard let map = decoder.mapping(node, field: "`notification`", known: RunnerKeys.notification) else {
            return notification
        }
        if let node = map["mail"] { notification.mail = mail(node) }
        if let node = map["webhook"],
            let fields = decoder.mapping(node, field: "`notification.webhook`", known: RunnerKeys.hook)
        {
            notification.webhook = hook(fields, at: node, field: "notification.webhook")
        }
        return notification
    }

    private func mail(_ node: YAMLNode) -> RunnerMail? {
        let field = "notification.mail"
        guard let map = decoder.mapping(node, field: "`\(field)`", known: RunnerKeys.mail) else { return nil }
        for key in ["host", "from"] where map[key] == nil {
            decoder.report("missing-key", "`\(field)` has no `\(key)`", at: node)
        }
        let encryption: RunnerMail.Encryption =
            map["tls"].flatMap { decoder.choice($0, field: "`\(field).tls`") } ?? .starttls
        let usual: [RunnerMail.Encryption: Int] = [.none: 25, .starttls: 587, .tls: 465]
        let port = map["port"].flatMap { decoder.integer($0, field: "`\(field).port`", in: 1...65535) }
        let credential = map["credential"].flatMap { node in
            credentialID(node, field: "`\(field).credential`", kinds: "`usernamePassword`") {
                if case .usernamePassword = $0 { true } else { false }
            }
        }
        if encryption == .none, let place = map["credential"] {
            decoder.report(
                "plain-password", "the mail server is sent a password that anybody on the way can read", at: place,
                severity: .warning, hint: "write `tls: starttls` or `tls: tls`")
        }
        guard let host = map["host"].flatMap({ word($0, field: "`\(field).host`") }),
            let sender = map["from"].flatMap({ address($0, field: "`\(field).from`") })
        else { return nil }
        return RunnerMail(
            host: host, port: port ?? usual[encryption] ?? 25, encryption: encryption, sender: sender,
            credential: credential)
    }

    func hook(_ map: YAMLMapping, at node: YAMLNode, field: String) -> RunnerHook? {
        let credential = map["credential"].flatMap { node in
            credentialID(node, field: "`\(field).credential`", kinds: "`string`") {
                if case .string = $0 { true } else { false }
            }
        }
        guard let place = map["url"] else {
            decoder.report("missing-key", "`\(field)` has no `url`", at: node)
            return nil
        }
        return webAddress(place, field: "`\(field).url`").map { RunnerHook(url: $0, credential: credential) }
    }

    func deployments(_ node: YAMLNode) -> RunnerDeployments? {
        let field = "deployments"
        guard let map = decoder.mapping(node, field: "`\(field)`", known: RunnerKeys.deployments) else { return nil }
        for key in ["repository", "file", "key"] where map[key] == nil {
            decoder.report("missing-key", "`\(field)` has no `\(key)`", at: node)
        }
        func text(_ key: String) -> String? { map[key].flatMap { decoder.string($0, field: "`\(field).\(key)`") } }
        let credential = map["credential"].flatMap { node in
            credentialID(node, field: "`\(field).credential`", kinds: "`usernamePassword` or `sshKey`") {
                if case .string = $0 { false } else { true }
            }
        }
        let repository = map["repository"].flatMap {
            decoder.repositoryURL($0, field: "`\(field).repository`", in: folder)
        }
        let (branch, author, file, key) = (text("branch"), text("author"), text("file"), text("key"))
        if let place = map["author"], let author, Self.mailbox(author) == nil {
            decoder.report("invalid-value", "`\(author)` is no author", at: place, hint: "write `NAME <ADDRESS>`")
        }
        for name in ["branch", "file", "key"] { checkPlace(map[name], name) }
        guard let repository, let file, let key else { return nil }
        return RunnerDeployments(
            repository: repository, branch: branch ?? "main", file: file, key: key, credential: credential,
            author: author ?? "pipeline-runner <pipeline-runner@localhost>")
    }

    /// A branch, the path of a file or a key of `deployments` that could be none.
    private func checkPlace(_ node: YAMLNode?, _ name: String) {
        guard let node, case .scalar(let scalar) = node.content else { return }
        let text = scalar.text
        var hint: String?
        switch name {
        case "branch":
            let isBranch =
                !text.isEmpty && !text.hasPrefix("-") && !text.hasPrefix("/") && !text.contains("..")
                && text.unicodeScalars.allSatisfy {
                    $0.value > 0x20 && $0.value != 0x7F && !":*?[\\^~".unicodeScalars.contains($0)
                }
            if !isBranch || text.hasPrefix("refs/") { hint = "write its name alone, such as `main`" }
        case "file":
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            let isPath = parts.allSatisfy { !$0.isEmpty && $0 != ".." && $0.lowercased() != ".git" }
            if !isPath {
                hint = "write a path relative to the top of the repository, such as `charts/{chart}/values.yaml`"
            }
        default:
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            if parts.contains(where: \.isEmpty) {
                hint = "write keys with a dot between them, such as `main_app.version`"
            }
        }
        if let hint {
            decoder.report("invalid-value", "`deployments.\(name)` cannot be `\(text)`", at: node, hint: hint)
            return
        }
        let rest = text.replacing("{chart}", with: "").replacing("{environment}", with: "")
        guard name != "branch", rest.contains(where: { "{}".contains($0) }) else { return }
        decoder.report(
            "invalid-value", "`deployments.\(name)` has a placeholder that there is not: `\(text)`", at: node,
            hint: "the placeholders are {chart} and {environment}")
    }

    func helm(_ node: YAMLNode) -> RunnerHelm {
        var helm = RunnerHelm()
        guard let map = decoder.mapping(node, field: "`helm`", known: RunnerKeys.helm) else { return helm }
        if let node = map["command"] { helm.command = word(node, field: "`helm.command`") ?? helm.command }
        if let node = map["kubeconfig"] {
            helm.kubeconfig = decoder.path(node, field: "`helm.kubeconfig`", in: folder)
        }
        if let node = map["namespace"] { helm.namespace = word(node, field: "`helm.namespace`") ?? helm.namespace }
        if let node = map["repository"] { helm.repository = webAddress(node, field: "`helm.repository`") }
        return helm
    }

    mutating func readTriggers(_ node: YAMLNode) {
        for entry in decoder.mapping(node, field: "`triggers`")?.entries ?? [] {
            let field = "triggers.\(entry.key)"
            guard let map = decoder.mapping(entry.value, field: "`\(field)`", known: RunnerKeys.trigger) else {
                continue
            }
            guard (map["url"] == nil) != (map["repository"] == nil) else {
                decoder.report(
                    "invalid-value", "`\(field)` needs either `url` or `repository`", at: entry.value,
                    hint: "write `url: ADDRESS`, or `repository: NAME` and `pipeline: NAME`")
                continue
            }
            for (key, partner) in [("credential", "url"), ("branch", "repository"), ("pipeline", "repository")] {
                guard let extra = map[key], map[partner] == nil else { continue }
                decoder.report("invalid-value", "`\(key)` belongs to a `\(partner)`", at: extra)
            }
            if map["url"] != nil {
                configuration.triggers[entry.key] = hook(map, at: entry.value, field: field).map(RunnerTrigger.hook)
            } else if let name = map["repository"].flatMap({ decoder.string($0, field: "`\(field).repository`") }) {
                let pipeline = map["pipeline"].flatMap { decoder.string($0, field: "`\(field).pipeline`") }
                let branch = map["branch"].flatMap { decoder.string($0, field: "`\(field).branch`") }
                configuration.triggers[entry.key] = .repository(name, branch: branch, pipeline: pipeline)
            }
        }
    }

    /// A text without blanks that no program takes for an option.
    private func word(_ node: YAMLNode, field: String) -> String? {
        guard let text = decoder.string(node, field: field) else { return nil }
        if !text.isEmpty, !text.hasPrefix("-"), text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
        {
            return text
        }
        decoder.report("invalid-value", "\(field) cannot be `\(text)`", at: node)
        return nil
    }

    private func webAddress(_ node: YAMLNode, field: String) -> String? {
        guard let text = word(node, field: field) else { return nil }
        let authority = text.firstRange(of: "://").map { text[$0.upperBound...].prefix { $0 != "/" && $0 != "?" } }
        guard text.hasPrefix("https://") || text.hasPrefix("http://"), let authority, !authority.isEmpty else {
            decoder.report(
                "invalid-value", "\(field): `\(text)` is no address", at: node,
                hint: "write `https://HOST/PATH` or `http://HOST/PATH`")
            return nil
        }
        if !authority.contains("@") { return text }
        decoder.report(
            "inline-secret", "\(field) holds a user or password", at: node,
            hint: "describe it under `credentials`, and name it with `credential`")
        return nil
    }

    private func address(_ node: YAMLNode, field: String) -> String? {
        guard let text = decoder.string(node, field: field) else { return nil }
        if Self.mailbox(text) != nil { return text }
        decoder.report(
            "invalid-value", "\(field): `\(text)` is no mail address", at: node,
            hint: "write `NAME@HOST` or `NAME <NAME@HOST>`")
        return nil
    }

    /// The address in `ADDRESS` or `NAME <ADDRESS>`; `nil` if there is none.
    private static func mailbox(_ text: String) -> Substring? {
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else { return nil }
        var address = text[...]
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
            address = text[text.index(after: open)...].dropLast()
        }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        let isAddress =
            parts.count == 2 && parts.allSatisfy { !$0.isEmpty && !$0.contains(where: { " <>,;".contains($0) }) }
        return isAddress ? address : nil
    }
}
