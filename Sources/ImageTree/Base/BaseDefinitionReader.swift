internal import Diagnostics
internal import OCI
internal import PositionedYAML

/// Reads the keys of one definition; what is wrong goes to the decoder.
struct BaseDefinitionReader {
    let decoder: YAMLDecoder
    /// The absolute path of the definition's folder.
    let folder: String

    private static let keys = [
        "architecture", "components", "environment", "imageSources", "keyrings", "mirror", "mirrorOptions", "name",
        "packages", "preferences", "slim", "sources", "suite", "tags", "variant",
    ]

    mutating func definition(_ root: YAMLNode?, file: String) -> BaseDefinition? {
        guard let root else {
            let start = SourceLocation(file: file, line: 1, column: 1)
            decoder.report(
                "empty", "the file is empty", at: start, hint: "a base image needs at least `suite: bookworm`")
            return nil
        }
        guard let map = decoder.mapping(root, field: "a base image", known: Self.keys) else { return nil }
        let suite = suite(map, root: root)
        var definition = BaseDefinition(suite: suite ?? "")
        definition.sources = sources(map, suite: suite ?? "")
        definition.imageSources = imageSources(map)
        if let node = map["keyrings"] {
            definition.keyrings = keyrings(node, sources: definition.sources + (definition.imageSources ?? []))
        }
        if let node = map["preferences"] { definition.preferences = preferences(node) }
        if let node = map["name"] { definition.name = name(node) ?? "" } else { checkDefaultName(map["suite"], suite) }
        if let node = map["packages"] { definition.packages = packages(node) }
        if let node = map["variant"] { definition.variant = choice(node, field: "variant") ?? .minbase }
        if let node = map["architecture"] { definition.architecture = choice(node, field: "architecture") ?? .host }
        if let node = map["environment"] { definition.environment = environment(node) }
        if let node = map["tags"] { definition.tags = tags(node) }
        if let node = map["slim"] { definition.slim = slim(node) }
        return suite == nil ? nil : definition
    }

    private func suite(_ map: YAMLMapping, root: YAMLNode) -> String? {
        guard let node = map["suite"] else {
            decoder.report(
                "missing-key", "`suite` is missing", at: root,
                hint: "add the release to build, such as `suite: bookworm`")
            return nil
        }
        return text(node, field: "suite", expected: "the name of a release", where: AptSource.isSuite)
    }

    private func name(_ node: YAMLNode) -> String? {
        text(node, field: "name", expected: "a component of an image name", where: Self.isImageName)
    }

    /// A suite such as `bookworm-proposed/updates` is no image name; then the file has to give one.
    private func checkDefaultName(_ node: YAMLNode?, _ suite: String?) {
        guard let node, let suite, !Self.isImageName(suite) else { return }
        decoder.report(
            "missing-key", "`name` is missing, and the suite `\(suite)` cannot be an image name", at: node,
            hint: "add `name:` with lower-case letters, digits, `.`, `_` and `-`")
    }

    private static func isImageName(_ text: String) -> Bool {
        !text.contains("/") && !text.contains(":") && !text.contains("@")
            && (try? ImageReference("localhost/\(text)")) != nil
    }

    private func packages(_ node: YAMLNode) -> [String] {
        texts(node, field: "packages", expected: "a package name", where: Self.isPackage)
    }

    /// `name[:arch][=version|/suite]`; a comma or blank would make two names of one for mmdebstrap.
    private static func isPackage(_ text: String) -> Bool {
        guard let first = text.utf8.first, first.isDigit || first.isLowercase else { return false }
        return text.utf8.allSatisfy { $0.isAlphanumeric || "+.-:=/~_".utf8.contains($0) }
    }

    private func environment(_ node: YAMLNode) -> [String: String] {
        var result: [String: String] = [:]
        for entry in decoder.mapping(node, field: "environment")?.entries ?? [] {
            let key = entry.key
            let isName =
                !(key.utf8.first?.isDigit ?? true)
                && key.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "_") }
            guard isName else {
                decoder.report(
                    "invalid-value", "`\(key)` is not the name of an environment variable", at: entry.keyLocation,
                    length: key.unicodeScalars.count)
                continue
            }
            guard let value = decoder.string(entry.value, field: "environment.\(key)") else { continue }
            if value.utf8.contains(where: { $0 == 0 || $0 == 0x0A }) {
                decoder.report("invalid-value", "environment.\(key) must be one line", at: entry.value)
            }
            result[key] = value
        }
        return result
    }

    private func tags(_ node: YAMLNode) -> [BaseDefinition.Tag] {
        let texts = texts(node, field: "tags", expected: "`date` or an image tag", where: ImageReference.isTag)
        if case .sequence(let items) = node.content, items.isEmpty {
            decoder.report(
                "invalid-value", "tags must name at least one tag", at: node, hint: "leave it out for [date, latest]")
        }
        var seen = Set<String>()
        for text in texts where !seen.insert(text).inserted {
            decoder.report("invalid-value", "tags names `\(text)` twice", at: node)
        }
        for text in texts where text.hasPrefix(BaseImagePublisher.untestedPrefix) {
            decoder.report(
                "invalid-value", "tags names `\(text)`, and images are called so before they have passed their test",
                at: node)
        }
        return texts.map { $0 == "date" ? .date : .fixed($0) }
    }

    private func slim(_ node: YAMLNode) -> SlimRules {
        if case .scalar(let scalar) = node.content, case .boolean(let isSlim) = scalar.resolved {
            return isSlim ? SlimRules() : .nothing
        }
        var rules = SlimRules()
        let keys = ["docs", "locales", "manuals", "paths"]
        guard case .mapping = node.content else {
            decoder.mismatch(node, field: "slim", expected: "`true`, `false` or a map")
            return rules
        }
        guard let map = decoder.mapping(node, field: "slim", known: keys) else { return rules }
        if let value = map["docs"] { rules.dropsDocumentation = decoder.boolean(value, field: "slim.docs") ?? true }
        if let value = map["manuals"] { rules.dropsManuals = decoder.boolean(value, field: "slim.manuals") ?? true }
        if let value = map["locales"] { rules.dropsLocales = decoder.boolean(value, field: "slim.locales") ?? true }
        if let value = map["paths"] {
            rules.paths = texts(
                value, field: "slim.paths", expected: "an absolute path below `/`", where: Self.isDroppable)
        }
        return rules
    }

    private static func isDroppable(_ path: String) -> Bool {
        path.hasPrefix("/") && path.utf8.count > 2 && path.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    private func choice<Value: RawRepresentable<String> & CaseIterable>(_ node: YAMLNode, field: String) -> Value? {
        guard let text = decoder.string(node, field: field) else { return nil }
        if let value = Value(rawValue: text) { return value }
        let names = Value.allCases.map(\.rawValue)
        decoder.report(
            "invalid-value", "\(field) cannot be `\(text)`", at: node,
            notes: ["allowed here: \(names.joined(separator: ", "))"],
            hint: nearMatch(to: text, among: names).map { "did you mean `\($0)`?" })
        return nil
    }

    func texts(
        _ node: YAMLNode, field: String, expected: String, where isValid: (String) -> Bool
    ) -> [String] {
        let items = decoder.sequence(node, field: field) ?? []
        return items.enumerated().compactMap {
            text($0.element, field: "\(field)[\($0.offset)]", expected: expected, where: isValid)
        }
    }

    func text(_ node: YAMLNode, field: String, expected: String, where isValid: (String) -> Bool) -> String? {
        guard let text = decoder.string(node, field: field) else { return nil }
        if isValid(text) { return text }
        invalid(node, field, text, expected)
        return nil
    }

    func invalid(_ node: YAMLNode, _ field: String, _ text: String, _ expected: String) {
        decoder.report("invalid-value", "\(field) must be \(expected), not `\(text)`", at: node)
    }
}
