internal import ConfigValues
internal import Diagnostics
internal import PositionedYAML

extension FleetReader {
    func limits(_ node: YAMLNode) -> FleetLimits {
        var limits = FleetLimits()
        let known = ["per-host", "hosts", "backoff", "poll-timeout", "step-timeout"]
        guard let map = decoder.mapping(node, field: "`limits`", known: known) else { return limits }
        if let node = map["per-host"] {
            limits.perHost = decoder.integer(node, field: "`per-host`", in: 1...1000) ?? limits.perHost
        }
        for entry in map["hosts"].flatMap({ decoder.mapping($0, field: "`hosts`") })?.entries ?? [] {
            if entry.key.isEmpty || entry.key.contains("/") || entry.key.contains(":") {
                decoder.report(
                    "invalid-name", "`\(entry.key)` is not the name of a host", at: entry.keyLocation,
                    length: entry.key.unicodeScalars.count, hint: "write it without scheme, port and path")
            }
            limits.hosts[entry.key.lowercased()] = decoder.integer(entry.value, field: "`\(entry.key)`", in: 1...1000)
        }
        let allowed = TimeSpan(.seconds(1))...TimeSpan(.seconds(7 * 86_400))
        if let node = map["backoff"] {
            limits.backoff = decoder.span(node, field: "`backoff`", in: allowed) ?? limits.backoff
        }
        if let node = map["poll-timeout"] {
            limits.pollTimeout = decoder.span(node, field: "`poll-timeout`", in: allowed) ?? limits.pollTimeout
        }
        if let node = map["step-timeout"] {
            limits.stepTimeout = decoder.span(node, field: "`step-timeout`", in: allowed) ?? limits.stepTimeout
        }
        return limits
    }

    func retention(_ node: YAMLNode) -> FleetRetention {
        var retention = FleetRetention()
        guard let map = decoder.mapping(node, field: "`retention`", known: ["age", "runs"]) else { return retention }
        if let node = map["age"] {
            retention.age = decoder.span(
                node, field: "`age`", in: TimeSpan(.seconds(3600))...TimeSpan(.seconds(3_155_760_000)))
        }
        if let node = map["runs"] { retention.runs = decoder.integer(node, field: "`runs`", in: 1...10_000_000) }
        return retention
    }

    func hooks(_ node: YAMLNode) -> FleetHooks? {
        guard let map = decoder.mapping(node, field: "`hooks`", known: ["address", "port", "secret"]),
            let address = self.address(map, at: node, field: "hooks")
        else { return nil }
        var source: SecretSource?
        if let node = map["secret"] { source = secret(node, field: "`secret`") }
        if map["secret"] == nil, !address.isLoopback {
            decoder.report(
                "open-hooks", "whoever reaches \(address.host) can make repositories be polled",
                at: map["address"] ?? node,
                severity: .warning, hint: "give `secret`, the name of an entry of `secrets`")
        }
        return FleetHooks(address: address, secret: source)
    }

    func address(_ node: YAMLNode, field: String, known: [String]) -> FleetAddress? {
        decoder.mapping(node, field: "`\(field)`", known: known).flatMap { address($0, at: node, field: field) }
    }

    private func address(_ map: YAMLMapping, at node: YAMLNode, field: String) -> FleetAddress? {
        var address = FleetAddress(port: 0)
        if let host = map["address"].flatMap({ decoder.string($0, field: "`address`") }) { address.host = host }
        guard let port = map["port"] else {
            decoder.report(
                "missing-key", "`\(field)` has no `port`", at: node,
                hint: "write `port: 8080`, or 0 for any that is free")
            return nil
        }
        guard let number = decoder.integer(port, field: "`port`", in: 0...65535) else { return nil }
        address.port = number
        if let node = map["address"], address.host.isEmpty || address.host.contains("/") || address.host.contains(" ") {
            decoder.report("invalid-value", "`\(address.host)` is not an address to listen on", at: node)
        }
        return address
    }
}
