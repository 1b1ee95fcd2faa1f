internal import Diagnostics
internal import PositionedYAML

/// Says what to change in a document of version v1, v2 or v3, field by field.
struct Migration {
    let decoder: YAMLDecoder
    /// The version as written.
    let version: String

    private var number: Int { version.last?.wholeNumberValue ?? 3 }

    /// Reports the version, which stands at `node`, and each field that has to change.
    func report(at node: YAMLNode, _ root: YAMLMapping) {
        decoder.report(
            "old-version", "the version `\(version)` is not supported; the configuration must be changed to v4",
            at: node, notes: ["since v4 nothing is copied by itself, and `copies` of included variants add up"],
            hint: "make the changes that are listed below, and write `version: v4`")
        common(root)
        guard case .mapping(let variants) = root["variants"]?.content else { return }
        for entry in variants.entries {
            guard case .mapping(let variant) = entry.value.content else {
                if entry.value.isNull { copiedNothing(entry, hasIncludes: false) }
                continue
            }
            common(variant)
            copies(variant, of: entry)
        }
    }

    private func copies(_ variant: YAMLMapping, of owner: YAMLMapping.Entry) {
        let artifacts = variant.entry("artifacts")
        if let copies = variant.entry("copies"), case .scalar(let scalar) = copies.value.content, !copies.value.isNull {
            let hint =
                artifacts == nil
                ? "write `copies: [\(scalar.text)]`"
                : "write `copies: [{from: \(scalar.text)}, …]` with the entries of `artifacts` behind it"
            change("`copies` is a list since v4", at: copies, hint)
        } else if variant.entry("copies") == nil, artifacts == nil {
            copiedNothing(owner, hasIncludes: variant.entry("includes") != nil)
        }
        if let artifacts {
            let hint =
                variant.entry("copies") == nil
                ? "rename it to `copies`; put `{from: local}` before its entries to copy the context, too, as v3 did"
                : "move its entries into `copies`"
            change("`artifacts` no longer exists since v4", at: artifacts, hint)
        }
    }

    private func copiedNothing(_ owner: YAMLMapping.Entry, hasIncludes: Bool) {
        change(
            "the variant `\(owner.key)` names no `copies`, for which \(version) copied the whole context", at: owner,
            hasIncludes
                ? "add `copies: [local]` unless a variant that it includes copies what it needs"
                : "add `copies: [local]` if it needs the files of the context")
    }

    /// The fields that stand at the top level and in variants.
    private func common(_ fields: YAMLMapping) {
        if let volume = fields.entry("sharedvolume") {
            change("`sharedvolume` no longer exists", at: volume, "remove it")
        }
        if number < 3, let builder = fields.entry("builder"), case .sequence = builder.value.content {
            change("`builder` is a map since v3", at: builder, "write `builder: {command: […]}`")
        }
        if number < 2, case .mapping(let node)? = fields["node"]?.content, let old = node.entry("dependencies") {
            change(
                "`dependencies` is called `requirements` since v2", at: old,
                "write `requirements: [package.json, package-lock.json]`, with the files that npm needs")
        }
    }

    private func change(_ message: String, at entry: YAMLMapping.Entry, _ hint: String) {
        decoder.report(
            "old-field", message, at: entry.keyLocation, length: entry.key.unicodeScalars.count, hint: hint)
    }
}

extension YAMLMapping {
    fileprivate func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }
}
