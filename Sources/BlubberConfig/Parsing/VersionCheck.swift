internal import Diagnostics
internal import PositionedYAML

/// Looks at `version` before anything else: an older document needs other advice than its separate errors would give.
struct VersionCheck {
    private static let migrationGuide = [
        "`copies: NAME` is now a list, `copies: [NAME]`",
        "the entries of `artifacts` go into `copies`, behind `{from: NAME}`",
        "nothing is copied by itself: a variant without `copies` needs `copies: [local]`",
    ]

    let decoder: YAMLDecoder

    /// Whether the rest of the document is to be read.
    func accepts(_ root: YAMLMapping) -> Bool {
        guard let node = root["version"] else {
            decoder.report(
                "no-version", "the key `version` is missing",
                at: root.entries.first?.keyLocation, hint: "begin the file with `version: v4`")
            return true
        }
        guard case .scalar(let scalar) = node.content else {
            decoder.mismatch(node, field: "`version`", expected: "the text `v4`")
            return true
        }
        switch scalar.text {
        case "v4" where scalar.resolved == .string("v4"): return true
        case "4":
            decoder.report("version", "`version` must be the text `v4`", at: node, hint: "write `version: v4`")
            return true
        case "v1", "v2", "v3", "1", "2", "3":
            reportOld(scalar.text, node, root)
        default:
            decoder.report(
                "version", "the version `\(scalar.text)` is not supported", at: node, hint: "write `version: v4`")
        }
        return false
    }

    private func reportOld(_ version: String, _ node: YAMLNode, _ root: YAMLMapping) {
        var notes = Self.migrationGuide
        if version.hasSuffix("1") { notes.append("`node.dependencies: true` is now `node.requirements: [FILES]`") }
        if !version.hasSuffix("3") { notes.append("a `builder` list is now `builder: {command: […]}`") }
        decoder.report(
            "old-version", "the version `\(version)` is not supported; the configuration must be changed to v4",
            at: node, notes: notes + changes(root), hint: "make these changes and write `version: v4`")
    }

    /// What the guide means for this document's variants.
    private func changes(_ root: YAMLMapping) -> [String] {
        guard case .mapping(let variants) = root["variants"]?.content else { return [] }
        return variants.entries.compactMap { entry in
            guard case .mapping(let variant) = entry.value.content else { return nil }
            let prefix = "variant `\(entry.key)` in line \(entry.keyLocation.line)"
            let copied: String
            switch variant["copies"]?.content {
            case .scalar(let scalar): copied = scalar.text
            case nil where variant["includes"] == nil: copied = "local"
            default: return variant["artifacts"] == nil ? nil : "\(prefix): move `artifacts` into `copies`"
            }
            return variant["artifacts"] == nil
                ? "\(prefix): `copies: [\(copied)]`"
                : "\(prefix): `copies: [{from: \(copied)}, …]` with the former `artifacts` behind it"
        }
    }
}
