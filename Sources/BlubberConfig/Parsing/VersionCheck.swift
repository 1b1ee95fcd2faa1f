internal import Diagnostics
internal import PositionedYAML

/// Looks at `version` before anything else: an older document needs other advice than its separate errors would give.
struct VersionCheck {
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
            Migration(decoder: decoder, version: scalar.text).report(at: node, root)
        default:
            decoder.report(
                "version", "the version `\(scalar.text)` is not supported", at: node, hint: "write `version: v4`")
        }
        return false
    }
}
