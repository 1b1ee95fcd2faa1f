public import Diagnostics
internal import OCI
public import PipelineCore
internal import PositionedYAML
internal import Templates

extension TreeConfiguration {
    /// A configuration file's text.
    public struct Source: Sendable {
        let bytes: [UInt8]
        let file: String

        /// `file` is the path as the person named it, for findings.
        public init(_ bytes: [UInt8], file: String) {
            self.bytes = bytes
            self.file = file
        }
    }

    /// Reads configuration files; of a key that several have the last one's value counts, whole.
    ///
    /// - Parameter fallback: where images go if no file has the key `registry`; a folder has no place in their names.
    /// - Throws: all findings, if one of them is an error.
    public static func parse(
        _ sources: [Source], fallback: Registry? = nil
    ) throws(DiagnosticList) -> (TreeConfiguration, warnings: DiagnosticList) {
        var findings = DiagnosticList()
        var values: [String: YAMLNode] = [:]
        for source in sources {
            do throws(DiagnosticList) {
                let document = try YAMLParser().parse(source.bytes, file: source.file)
                findings.append(contentsOf: document.warnings)
                guard let root = document.root else { continue }
                let decoder = YAMLDecoder(codePrefix: "tree")
                let mapping = decoder.mapping(root, field: "a configuration")
                findings.append(contentsOf: decoder.findings)
                for entry in mapping?.entries ?? [] {
                    values[entry.key] = entry.value
                    if let warning = misspelling(entry.key, at: entry.keyLocation) { findings.append(warning) }
                }
            } catch {
                findings.append(contentsOf: error)
            }
        }
        let decoder = YAMLDecoder(codePrefix: "tree", findings: findings)
        var configuration = TreeConfigurationReader(decoder: decoder, values: values).configuration()
        if values["registry"] == nil, case .distribution(let prefix)? = fallback {
            configuration.setRegistry(prefix, keepsNamespace: values["namespace"] != nil)
        }
        try decoder.findings.throwIfErrors()
        return (configuration, decoder.findings)
    }

    private mutating func setRegistry(_ prefix: String, keepsNamespace: Bool) {
        let parts = prefix.split(separator: "/", maxSplits: 1).map(String.init)
        registry = parts[0]
        variables["registry"] = .string(registry)
        guard !keepsNamespace, parts.count == 2 else { return }
        namespace = parts[1]
        variables["namespace"] = .string(namespace)
    }

    /// Unknown keys are variables of templates; one that is nearly a known key rather is a mistake.
    private static func misspelling(_ key: String, at location: SourceLocation) -> Diagnostic? {
        guard !TreeConfigurationReader.keys.contains(key), key != "seed_image",
            let near = nearMatch(to: key, among: TreeConfigurationReader.keys)
        else { return nil }
        return Diagnostic(
            .warning, code: "tree.unknown-key", "the key `\(key)` is a variable for templates only", at: location,
            length: key.unicodeScalars.count, hint: "did you mean `\(near)`?")
    }
}

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
            result.variables[key] = TemplateValue(node)
        }
        text("registry") { result.registry = $0 }
        text("namespace") { result.namespace = $0 }
        result.username = optionalText("username")
        result.password = optionalText("password")
        text("apt_options") { result.aptOptions = $0 }
        result.httpProxy = optionalText("http_proxy")
        result.aptProxy = optionalText("apt_only_proxy") ?? result.httpProxy
        result.variables["apt_only_proxy"] = result.aptProxy.map(TemplateValue.string) ?? TemplateValue.none
        text("fallback_author") { result.fallbackAuthor = $0 }
        text("fallback_email") { result.fallbackMail = $0 }
        text("distribution") { result.distribution = $0 }
        result.updateID = values["update_id"].map { _ in optionalText("update_id") ?? "" } ?? "s"
        result.caBundle = optionalText("ca_bundle")
        text("verify_command") { result.verifyCommand = $0 }
        if let node = values["verify_args"] {
            result.verifyArguments = decoder.strings(node, field: "verify_args") ?? []
        }
        if let node = values["force_numeric_user"] {
            result.requiresNumericUser = decoder.boolean(node, field: "force_numeric_user") ?? false
        }
        if let node = values["scan_workers"], let count = decoder.integer(node, field: "scan_workers") {
            result.scanWorkers = min(max(1, count), 64)
        }
        if let node = values["base_images"] { result.baseImages = baseImages(node) }
        if let node = values["known_uid_mappings"] { result.userIDs = userIDs(node) }
        if let node = values["container_limits"] { result.limits = limits(node) }
        checkDriver()
        return result
    }

    private func text(_ key: String, _ assign: (String) -> Void) {
        if let node = values[key], let text = decoder.string(node, field: key) { assign(text) }
    }

    private func optionalText(_ key: String) -> String? {
        guard let node = values[key], !isNull(node) else { return nil }
        return decoder.string(node, field: key)
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
            let value = TemplateValue(entry.value).text
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
            pairs = mapping.entries.map { ($0.key, TemplateValue($0.value).text) }
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
