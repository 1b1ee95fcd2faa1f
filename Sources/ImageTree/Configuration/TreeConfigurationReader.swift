internal import Diagnostics
internal import OCI
internal import PositionedYAML
internal import Templates

/// Turns the keys of a configuration into values; what is wrong goes to the decoder.
struct TreeConfigurationReader {
    let decoder: YAMLDecoder
    let values: [String: YAMLNode]

    static let keys = [
        "registry", "namespace", "username", "password", "base_images", "apt_options", "http_proxy", "apt_only_proxy",
        "scan_workers", "fallback_author", "fallback_email", "distribution", "update_id", "ca_bundle",
        "force_numeric_user", "known_uid_mappings", "verify_command", "verify_args", "container_limits", "driver",
    ]

    func configuration() -> TreeConfiguration {
        var result = TreeConfiguration()
        for (key, node) in values where key != "username" && key != "password" {
            result.variables[key] = TemplateValue(node, decoder)
        }
        text("registry") { result.registry = $0 }
        text("namespace") { result.namespace = $0 }
        result.username = account("username")
        result.password = account("password")
        text("apt_options") { result.aptOptions = $0 }
        result.httpProxy = optionalText("http_proxy")
        result.aptProxy = optionalText("apt_only_proxy") ?? result.httpProxy
        result.variables["apt_only_proxy"] = result.aptProxy.map(TemplateValue.string) ?? TemplateValue.none
        text("fallback_author") { if !$0.isEmpty { result.fallbackAuthor = $0 } }
        text("fallback_email") { if !$0.isEmpty { result.fallbackMail = $0 } }
        text("distribution") { result.distribution = $0 }
        result.updateID = values["update_id"].map { _ in optionalText("update_id") ?? "" } ?? "s"
        result.caBundle = optionalText("ca_bundle")
        text("verify_command") { result.verifyCommand = $0 }
        if let node = given("verify_args") {
            result.verifyArguments = decoder.strings(node, field: "verify_args") ?? []
        }
        if let node = given("force_numeric_user") {
            result.requiresNumericUser = decoder.boolean(node, field: "force_numeric_user") ?? false
        }
        if let node = given("scan_workers"), let count = decoder.integer(node, field: "scan_workers") {
            result.scanWorkers = min(max(1, count), 64)
        }
        if let node = values["base_images"] { result.baseImages = baseImages(node) }
        if let node = values["known_uid_mappings"] { result.userIDs = userIDs(node) }
        if let node = values["container_limits"] { result.limits = limits(node) }
        checkDriver()
        return result
    }

    /// The value of a key; a null stands for the default.
    private func given(_ key: String) -> YAMLNode? { values[key].flatMap { isNull($0) ? nil : $0 } }

    private func text(_ key: String, _ assign: (String) -> Void) {
        // Without a host images would go elsewhere than before, so that is said and not guessed.
        if let node = key == "registry" ? values[key] : given(key), let text = decoder.string(node, field: key) {
            assign(text)
        }
    }

    private func optionalText(_ key: String) -> String? {
        given(key).flatMap { decoder.string($0, field: key) }
    }

    /// One half of the account: without quotes, a number is its text, too. An empty one is none.
    private func account(_ key: String) -> String? {
        guard let node = given(key) else { return nil }
        guard case .scalar(let scalar) = node.content else {
            decoder.mismatch(node, field: key, expected: "a string")
            return nil
        }
        guard !scalar.text.utf8.contains(0) else {
            decoder.report("invalid-value", "\(key) holds a NUL character", at: node)
            return nil
        }
        return scalar.text.isEmpty ? nil : scalar.text
    }

    /// What no image's name can begin with is said once, where it stands, and not for every image.
    func checkNames(_ configuration: TreeConfiguration) {
        for (key, value, isFirst) in [
            ("registry", configuration.registry, true), ("namespace", configuration.namespace, false),
        ] where !value.isEmpty {
            func problem(_ value: String) -> String? {
                do throws(InvalidReference) {
                    _ = try ImageReference(isFirst ? "\(value)/x" : "example.org/\(value)/x")
                    return nil
                } catch { return error.reason }
            }
            guard let node = values[key], let reason = problem(value) else { continue }
            var right = value[...]
            if let scheme = value.firstRange(of: "://") { right = value[scheme.upperBound...] }
            while right.hasPrefix("/") { right.removeFirst() }
            while right.hasSuffix("/") { right.removeLast() }
            decoder.report(
                "invalid-value", "\(key) cannot be a part of the names of images: \(reason)", at: node,
                hint: problem(String(right)) == nil ? "write it as `\(right)`" : nil)
        }
    }

    private func isNull(_ node: YAMLNode) -> Bool {
        if case .scalar(let scalar) = node.content { scalar.resolved == .null } else { false }
    }

    private func baseImages(_ node: YAMLNode) -> [String] {
        let items = isNull(node) ? [] : decoder.sequence(node, field: "base_images") ?? []
        var names: [String: String] = [:]
        return items.enumerated().compactMap { index, item in
            guard let text = decoder.string(item, field: "base_images[\(index)]") else { return nil }
            do throws(InvalidReference) {
                let reference = try ImageReference(text)
                if let first = names.updateValue(text, forKey: reference.name) {
                    decoder.report(
                        "repeated-base", "`\(reference.name)` is a base image twice; `image_tag` takes the first",
                        at: item,
                        severity: .warning, notes: ["the first is \(first)"])
                }
                return text
            } catch {
                decoder.report("invalid-value", "base_images[\(index)]: \(error)", at: item)
                return nil
            }
        }
    }

    private func userIDs(_ node: YAMLNode) -> [String: String] {
        var result: [String: String] = [:]
        for entry in decoder.mapping(node, field: "known_uid_mappings")?.entries ?? [] {
            let value = TemplateValue(entry.value, YAMLDecoder(codePrefix: "tree")).text
            if Int(value) == nil {
                decoder.report(
                    "invalid-value", "known_uid_mappings.\(entry.key) must be a number, not `\(value)`", at: entry.value
                )
            }
            result[entry.key] = value
        }
        return result
    }

    /// One text, `memory=1g,cpushares=512`, or a map of the same keys.
    private func limits(_ node: YAMLNode) -> TreeConfiguration.Limits {
        var pairs: [(String, String)] = []
        if case .mapping(let mapping) = node.content {
            pairs = mapping.entries.map { ($0.key, TemplateValue($0.value, YAMLDecoder(codePrefix: "tree")).text) }
        } else if let text = isNull(node) ? "" : decoder.string(node, field: "container_limits") {
            for setting in text.split(separator: ",") {
                let parts = setting.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
                guard parts.count == 2 else {
                    decoder.report(
                        "invalid-value", "container_limits must be `key=value`, separated by commas, not `\(setting)`",
                        at: node)
                    continue
                }
                pairs.append((parts[0], parts[1]))
            }
        }
        var limits = TreeConfiguration.Limits()
        for (key, value) in pairs {
            switch key {
            case "memory": limits.memory = value
            case "memswap": limits.memorySwap = value
            case "cpushares": limits.cpuShares = value
            case "cpusetcpus": limits.cpuSet = value
            default:
                let known = ["memory", "memswap", "cpushares", "cpusetcpus"]
                decoder.report(
                    "invalid-value", "container_limits has no key `\(key)`", at: node,
                    notes: ["allowed here: \(known.joined(separator: ", "))"],
                    hint: nearMatch(to: key, among: known).map { "did you mean `\($0)`?" })
            }
        }
        return limits
    }

    private func checkDriver() {
        guard let driver = optionalText("driver"), driver != "docker", let node = values["driver"] else { return }
        decoder.report("invalid-value", "the driver `\(driver)` is not supported", at: node, hint: "leave the key out")
    }
}
