internal import OCI

extension PolicyValue {
    private static func texts(_ texts: [String]) -> PolicyValue { .list(texts.map(PolicyValue.text)) }
    private static func text(_ text: String?) -> PolicyValue { .text(text ?? "") }
    private static func flag(_ flag: Bool?) -> PolicyValue { .flag(flag ?? false) }

    /// The fields that top level and variants share.
    static func fields(_ fields: CommonFields) -> [String: PolicyValue] {
        [
            "base": text(fields.base?.value.description),
            "arguments": .map(fields.arguments.mapValues { .text($0.value) }),
            "apt": apt(fields.apt), "node": node(fields.node), "php": php(fields.php), "python": python(fields.python),
            "builder": custom(fields.builder), "builders": .list((fields.builders?.value ?? []).map(builder)),
            "lives": .map(account(fields.lives)), "runs": runs(fields.runs),
            "entrypoint": texts(fields.entrypoint ?? []),
        ]
    }

    /// A variant.
    static func variant(_ variant: Variant) -> PolicyValue {
        var entries = fields(variant.fields)
        entries["includes"] = texts(variant.includes.map(\.value))
        entries["copies"] = artifacts(variant.copies)
        return .map(entries)
    }

    private static func apt(_ apt: Apt) -> PolicyValue {
        let sources = apt.sources.map { source in
            PolicyValue.map([
                "url": .text(source.url), "distribution": .text(source.distribution),
                "components": texts(source.components), "signed-by": text(source.signedBy),
            ])
        }
        let proxies = apt.proxies.map { proxy in
            PolicyValue.map(["url": .text(proxy.url.text), "source": text(proxy.source?.text)])
        }
        return .map([
            "packages": .map(apt.packages.mapValues(texts)), "sources": .list(sources), "proxies": .list(proxies),
        ])
    }

    private static func account(_ account: Account) -> [String: PolicyValue] {
        [
            "in": text(account.folder), "as": text(account.name), "uid": .number(account.uid ?? 0),
            "gid": .number(account.gid ?? 0),
        ]
    }

    private static func runs(_ runs: Runs) -> PolicyValue {
        var entries = account(runs.account)
        entries["environment"] = .map(runs.environment.mapValues { .text($0.value) })
        entries["insecurely"] = flag(runs.insecurely)
        return .map(entries)
    }

    private static func builder(_ builder: Builder) -> PolicyValue {
        switch builder {
        case .node(let builder): .map(["node": node(builder)])
        case .php(let builder): .map(["php": php(builder)])
        case .python(let builder): .map(["python": python(builder)])
        case .custom(let builder): .map(["custom": custom(builder)])
        }
    }

    private static func node(_ node: NodeBuilder) -> PolicyValue {
        .map([
            "requirements": artifacts(node.requirements), "env": text(node.env), "use-npm-ci": flag(node.useNPMCI),
            "allow-dedupe-failure": flag(node.allowDedupeFailure),
        ])
    }

    private static func php(_ php: PHPBuilder) -> PolicyValue {
        .map(["requirements": artifacts(php.requirements), "production": flag(php.production)])
    }

    private static func python(_ python: PythonBuilder) -> PolicyValue {
        let poetry = python.poetry
        return .map([
            "version": text(python.version), "requirements": artifacts(python.requirements),
            "use-system-site-packages": flag(python.useSystemSitePackages), "no-deps": flag(python.noDeps),
            "venv": text(python.venv), "pip-version": text(python.pipVersion),
            "setuptools-version": text(python.setuptoolsVersion), "tox-version": text(python.toxVersion),
            "wheel-version": text(python.wheelVersion),
            "poetry": .map([
                "version": text(poetry.version), "devel": flag(poetry.devel), "only": text(poetry.only),
                "without": text(poetry.without),
            ]),
        ])
    }

    private static func custom(_ custom: CustomBuilder) -> PolicyValue {
        let mounts = (custom.mounts ?? []).map { mount in
            PolicyValue.map([
                "from": .text(mount.from.value.text), "source": text(mount.source),
                "destination": text(mount.destination),
            ])
        }
        let caches = (custom.caches ?? []).map { cache in
            PolicyValue.map([
                "destination": .text(cache.destination), "id": text(cache.id), "access": text(cache.access?.rawValue),
            ])
        }
        var command: [String] = []
        switch custom.command?.value {
        case .text(let text): command = [text]
        case .list(let words): command = words
        case nil: break
        }
        return .map([
            "command": texts(command), "script": text(custom.script?.value),
            "requirements": artifacts(custom.requirements), "mounts": .list(mounts), "caches": .list(caches),
        ])
    }

    private static func artifacts(_ artifacts: [Artifact]?) -> PolicyValue {
        .list(
            (artifacts ?? []).map { artifact in
                .map([
                    "from": .text(artifact.from.value.text), "source": text(artifact.source),
                    "destination": text(artifact.destination), "exclude": texts(artifact.exclude),
                ])
            })
    }
}
