internal import ConfigValues
internal import Diagnostics
internal import PipelineCore
internal import PositionedYAML

/// Reads the nodes of a run configuration; what is wrong goes to the decoder.
struct RunnerReader {
    let decoder: YAMLDecoder
    /// The absolute path of the file's folder.
    let folder: String
    let origin: RunnerFileOrigin
    var configuration = RunnerConfiguration()
    /// IDs of credentials that could not be read: what refers to them has no finding of its own.
    var broken: Set<String> = []

    init(decoder: YAMLDecoder, folder: String, origin: RunnerFileOrigin) {
        self.decoder = decoder
        self.folder = folder
        self.origin = origin
    }

    mutating func read(_ root: YAMLNode) {
        guard let map = decoder.mapping(root, field: "the configuration", known: RunnerKeys.top) else { return }
        if origin == .repository { refuseGrants(map) }
        readEngine(map)
        if let node = map["network"] { configuration.network = network(node) }
        if let node = map["limits"] { configuration.limits = limits(node) }
        if let node = map["timeouts"] { configuration.timeouts = timeouts(node) }
        if let node = map["credentials"] { readCredentials(node) }
        if let node = map["notification"] { configuration.notification = notification(node) }
        if let node = map["deployments"] { configuration.deployments = deployments(node) }
        if let node = map["helm"] { configuration.helm = helm(node) }
        if let node = map["triggers"] { readTriggers(node) }
        if let node = map["events"] { readEvents(node) }
        if let node = map["masks"] { configuration.masks = masks(node) }
    }

    private func refuseGrants(_ map: YAMLMapping) {
        for entry in map.entries
        where RunnerKeys.top.contains(entry.key) && !RunnerKeys.ofRepositories.contains(entry.key) {
            decoder.report(
                "not-for-repositories", "a repository's own file may not give `\(entry.key)`", at: entry.keyLocation,
                length: entry.key.unicodeScalars.count,
                notes: ["it may give: \(RunnerKeys.ofRepositories.joined(separator: ", "))"],
                hint: "put it into ~/.config/pipeline-runner/pipeline-runner.yaml, or name a file with --config")
        }
    }

    private mutating func readEngine(_ map: YAMLMapping) {
        if let node = map["registry"] { configuration.registry = registry(node) }
        if let node = map["engine"] { configuration.engine = decoder.choice(node, field: "`engine`") }
        if let node = map["isolation"] { configuration.isolation = decoder.choice(node, field: "`isolation`") }
        if let node = map["caBundle"] { configuration.caBundle = decoder.path(node, field: "`caBundle`", in: folder) }
        if let node = map["jobs"] { configuration.jobs = decoder.integer(node, field: "`jobs`", in: 1...256) }
        if let node = map["pull"] { configuration.pull = decoder.choice(node, field: "`pull`") }
        if let node = map["knownParents"] {
            configuration.requiresKnownParents = decoder.boolean(node, field: "`knownParents`")
        }
    }

    private func registry(_ node: YAMLNode) -> Registry? {
        guard let text = decoder.registry(node, in: folder) else { return nil }
        do throws(Registry.InvalidRegistry) {
            return try Registry(text, currentFolder: folder)
        } catch {
            decoder.report("invalid-value", error.description, at: node)
            return nil
        }
    }

    private func network(_ node: YAMLNode) -> RunnerNetwork {
        var network = RunnerNetwork()
        guard let map = decoder.mapping(node, field: "`network`", known: RunnerKeys.network) else { return network }
        if let node = map["build"] { network.build = decoder.choice(node, field: "`network.build`") }
        if let node = map["run"] { network.run = decoder.choice(node, field: "`network.run`") }
        return network
    }

    private func limits(_ node: YAMLNode) -> ContainerLimits {
        var limits = ContainerLimits()
        guard let map = decoder.mapping(node, field: "`limits`", known: RunnerKeys.limits) else { return limits }
        if let node = map["memory"], let text = decoder.string(node, field: "`limits.memory`") {
            if let size = ByteCount(text), size >= ByteCount(4 << 20) {
                limits.memory = size.bytes
            } else {
                decoder.report(
                    "invalid-value", "`limits.memory` must be an amount of memory of at least 4MiB, not `\(text)`",
                    at: node, notes: ["a whole number and one of the units KiB, MiB, GiB and TiB, such as `512MiB`"])
            }
        }
        if let node = map["cpus"] { limits.processors = processors(node) }
        if let node = map["pids"] {
            limits.processes = decoder.integer(node, field: "`limits.pids`", in: 1...4_194_304)
        }
        return limits
    }

    private func processors(_ node: YAMLNode) -> Double? {
        var number: Double?
        if case .scalar(let scalar) = node.content {
            switch scalar.resolved {
            case .integer(let value): number = Double(value)
            case .real(let value): number = value
            default: break
            }
        }
        guard let number else {
            decoder.mismatch(node, field: "`limits.cpus`", expected: "a number")
            return nil
        }
        if (0.01...1024).contains(number) { return number }
        decoder.report("invalid-value", "`limits.cpus` must be between 0.01 and 1024, not \(number)", at: node)
        return nil
    }

    private func timeouts(_ node: YAMLNode) -> RunnerTimeouts {
        var timeouts = RunnerTimeouts()
        guard let map = decoder.mapping(node, field: "`timeouts`", known: RunnerKeys.timeouts) else { return timeouts }
        let range = TimeSpan(.seconds(1))...TimeSpan(.seconds(7 * 86_400))
        if let node = map["build"] { timeouts.build = decoder.span(node, field: "`timeouts.build`", in: range) }
        if let node = map["run"] { timeouts.run = decoder.span(node, field: "`timeouts.run`", in: range) }
        if let node = map["total"] { timeouts.total = decoder.span(node, field: "`timeouts.total`", in: range) }
        return timeouts
    }

    private mutating func readEvents(_ node: YAMLNode) {
        guard let map = decoder.mapping(node, field: "`events`", known: RunnerKeys.events) else { return }
        for entry in map.entries {
            guard let event = Trigger(rawValue: entry.key),
                let items = decoder.list(entry.value, field: "`events.\(entry.key)`")
            else { continue }
            configuration.events[event] = patterns(items, field: "an item of `events.\(entry.key)`")
        }
    }

    private func masks(_ node: YAMLNode) -> [SecretSource] {
        (decoder.sequence(node, field: "`masks`") ?? []).enumerated().compactMap { index, item in
            source(item, field: "`masks[\(index)]`")
        }
    }

    /// Patterns of names.
    func patterns(_ items: [YAMLNode], field: String) -> [NamePattern] {
        items.compactMap { item in
            decoder.value(item, field: field) { text throws(InvalidValue) in try NamePattern(text) }
        }
    }

    /// Where a secret comes from: `{env: VARIABLE}` or `{file: PATH}`.
    func source(_ node: YAMLNode, field: String) -> SecretSource? {
        if case .scalar = node.content {
            // A secret in plain sight is the mistake that matters most here; it is not shown again.
            decoder.report(
                "inline-secret", "\(field) must say where the secret comes from, and not be the secret", at: node,
                hint: "write `{env: VARIABLE}` or `{file: PATH}`")
            return nil
        }
        guard let map = decoder.mapping(node, field: field, known: RunnerKeys.source) else { return nil }
        return decoder.secretSource(map, at: node, field: field, in: folder)
    }
}
