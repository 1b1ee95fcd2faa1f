internal import Diagnostics

extension StagePlanner {
    /// What each builder does before the application's files are copied.
    func preInstall() -> [Instruction] {
        fields.allBuilders.flatMap { builder in
            switch builder {
            case .node(let node): requirementCopies(node.requirements) + commands(of: node)
            case .php(let php): requirementCopies(php.requirements) + commands(of: php)
            case .python(let python): commands(of: python)
            case .custom(let custom): requirementCopies(custom.requirements) + commands(of: custom)
            }
        }
    }

    private func run(_ commands: [String]...) -> [Instruction] {
        commands.map { .run(RunStep(.generated(Shell.chain($0)))) }
    }

    private func commands(of node: NodeBuilder) -> [Instruction] {
        guard let requirements = node.requirements, !requirements.isEmpty else { return [] }
        let install = node.useNPMCI ?? false ? "npm ci" : "npm install"
        guard node.env == "production" else { return run([install]) }
        let mayFail = node.allowDedupeFailure ?? false
        let tolerance = mayFail ? " || echo \"WARNING: npm dedupe failed, continuing anyways\"" : ""
        return run(["\(install) \"--only=production\""], ["npm dedupe\(tolerance)"])
    }

    /// Set last, so that npm does not see it.
    func nodeEnvironment(_ builder: Builder) -> Variable? {
        guard case .node(let node) = builder, node.env != nil || !builder.requirements.isEmpty else { return nil }
        return Variable("NODE_ENV", node.env ?? "")
    }

    private func commands(of php: PHPBuilder) -> [Instruction] {
        guard let requirements = php.requirements, !requirements.isEmpty else { return [] }
        return run([
            Shell.command(["composer install", "--no-scripts"] + (php.production ?? false ? ["--no-dev"] : []))
        ])
    }

    private func commands(of custom: CustomBuilder) -> [Instruction] {
        let mounts = mounts(of: custom)
        if let script = custom.script {
            let text = script.value.hasPrefix("#!") ? script.value : "#!/bin/sh\n\(script.value)"
            return [.run(RunStep(.script(text), mounts: mounts, at: script.location))]
        }
        guard let command = custom.command, !command.value.isEmpty else { return [] }
        let text =
            switch command.value {
            case .text(let text): text
            case .list(let words): Shell.command(words)
            }
        return [.run(RunStep(.shell(text), mounts: mounts, at: command.location))]
    }

    private func mounts(of custom: CustomBuilder) -> [Mount] {
        let binds = (custom.mounts ?? []).map { entry in
            Mount.bind(
                BindMount(
                    from: origin(entry.from), source: entry.source.map(expanded),
                    destination: mountPoint(entry.destination ?? "."), location: entry.location))
        }
        let caches = (custom.caches ?? []).map { entry in
            Mount.cache(
                CacheMount(
                    id: entry.id ?? expanded(entry.destination), destination: mountPoint(entry.destination),
                    access: entry.access ?? .shared, uid: lives.uid ?? 0, gid: lives.gid ?? 0, location: entry.location)
            )
        }
        return binds + caches
    }

    /// Some engines refuse relative mount points.
    private func mountPoint(_ destination: String) -> String {
        let path = expanded(destination)
        return path.hasPrefix("$") ? path : Path.clean(Path.resolve(path, in: applicationFolder))
    }

    /// `path` with HOME filled in, whose value is known: some engines make a folder called `$HOME` otherwise.
    private func expanded(_ path: String) -> String {
        let home = fields.runs.environment["HOME"]?.value ?? livesHome
        guard !home.contains("$") else { return path }
        for reference in ["$HOME", "${HOME}"] {
            guard path.hasPrefix(reference) else { continue }
            let rest = path.dropFirst(reference.count)
            if rest.isEmpty || rest.hasPrefix("/") { return home + rest }
        }
        return path
    }
}
