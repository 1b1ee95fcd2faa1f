internal import Diagnostics
internal import PositionedYAML

extension ConfigurationReader {
    private static let commonKeys = [
        "base", "arguments", "apt", "builders", "node", "php", "python", "builder", "lives", "runs", "entrypoint",
    ]
    private static let topKeys = ["version", "variants"] + commonKeys
    private static let variantKeys = ["includes", "copies"] + commonKeys

    /// Files of people have a dozen; the work of expanding them grows with the square.
    private static let variantLimit = 250

    private static let topHints = [
        "copies": "`copies` belongs into a variant", "includes": "`includes` belongs into a variant",
        "variant": "did you mean `variants`?", "artifacts": "since v4 these entries go into a variant's `copies`",
        "command": "`command` belongs into `builder`", "requirements": "`requirements` belongs into a builder",
        "environment": "`environment` belongs into `runs`", "packages": "`packages` belongs into `apt`",
        "insecurely": "`insecurely` belongs into `runs`",
    ]
    private static let variantHints = topHints.merging([
        "version": "`version` belongs to the top level", "variants": "`variants` belongs to the top level",
        "artifacts": "since v4 these entries go into `copies`",
        "sharedvolume": "this key no longer exists; remove it",
        "from": "did you mean an entry of `copies`?",
    ]) { $1 }

    /// The whole document.
    func document(_ root: YAMLNode) -> Result {
        var result = Result()
        guard
            let fields = fields(
                root, "the configuration", known: Self.topKeys, hints: Self.topHints)
        else { return result }
        result.top.merge(common(fields, isTop: true))
        if let node = fields["variants"], let mapping = decoder.mapping(node, field: "`variants`") {
            guard mapping.entries.count <= Self.variantLimit else {
                decoder.report(
                    "too-many-variants",
                    "the file has \(mapping.entries.count) variants; at most \(Self.variantLimit) are read",
                    at: node)
                return result
            }
            result.variants = mapping.entries.compactMap(variant)
        }
        return result
    }

    private func variant(_ entry: YAMLMapping.Entry) -> Variant? {
        let name = Located(entry.key, at: entry.keyLocation, length: entry.key.unicodeScalars.count)
        if !Names.isVariantOrUser(entry.key) {
            reject(
                name, "`\(entry.key)` is not a variant name",
                notes: ["three or more letters, digits, `-` and `.`, from a letter to a letter or digit"],
                code: "invalid-name")
        }
        var variant = Variant(name: name)
        if entry.value.isNull {
            decoder.mismatch(
                entry.value, field: "variant `\(entry.key)`", expected: "a map",
                hint: "write `\(entry.key): {}` for a variant without fields of its own")
            return variant
        }
        guard
            let fields = fields(
                entry.value, "variant `\(entry.key)`", known: Self.variantKeys, hints: Self.variantHints)
        else { return variant }
        variant.fields = common(fields, isTop: false)
        variant.includes = includes(fields["includes"])
        if let node = fields["copies"] { variant.copies = copies(node) }
        return variant
    }

    private func includes(_ node: YAMLNode?) -> [Located<String>] {
        let names = texts(node, "includes") { "write a list: `includes: [\($0)]`" } ?? []
        return names.enumerated().compactMap { index, name in
            if isVariant(name.value) { return name }
            // The original takes `local` here, and adds nothing for it.
            if name.value == "local" { return nil }
            reject(
                name, "`includes[\(index)]` names the unknown variant `\(name.value)`", notes: [variantList],
                hint: decoder.near(name.value, among: variantNames).map { "did you mean `\($0)`?" },
                code: "unknown-variant")
            return nil
        }
    }

    var variantList: String {
        variantNames.isEmpty
            ? "the file has no variants" : "the variants are \(variantNames.joined(separator: ", "))"
    }

    private func common(_ fields: FieldMap, isTop: Bool) -> CommonFields {
        var common = CommonFields()
        common.base = base(fields["base"])
        common.arguments = variables(fields["arguments"], "arguments")
        if let node = fields["apt"] { common.apt = apt(node) }
        if let node = fields["lives"] { common.lives = lives(node, isTop: isTop) }
        if let node = fields["runs"] { common.runs = runs(node, isTop: isTop) }
        common.entrypoint = texts(fields["entrypoint"], "entrypoint", hint: Self.entrypointHint)?.map(\.value)
        if let node = fields["node"] { common.node = nodeBuilder(node) }
        if let node = fields["php"] { common.php = phpBuilder(node) }
        if let node = fields["python"] { common.python = pythonBuilder(node) }
        if let node = fields["builder"] { common.builder = customBuilder(node, "builder") }
        if let node = fields["builders"], let location = fields.keyLocation("builders") {
            common.builders = Located(builders(node), at: location, length: "builders".count)
        }
        for key in ["node", "php", "python", "builder"] {
            common.builderLocations[key] = fields.keyLocation(key)
        }
        for conflict in common.conflicts() { decoder.report(conflict) }
        return common
    }

    private static func entrypointHint(_ text: String) -> String {
        let words = text.split(separator: " ").map { "\"\($0)\"" }.joined(separator: ", ")
        return "write a list: `entrypoint: [\(words)]`"
    }
}
