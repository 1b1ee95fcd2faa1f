internal import PositionedYAML

extension BaseDefinitionReader {
    /// The folders in which apt's manual wants keys of single archives: those that an administrator looks after, and
    /// those of packages.
    private static let keyringFolders = ["/etc/apt/keyrings", "/usr/share/keyrings"]

    /// The files of `keyrings`, each at the places where `sources` look for it.
    func keyrings(_ node: YAMLNode, sources: [AptSource]) -> [PlacedFile] {
        let signers = Set(sources.flatMap(\.signers))
        return files(
            node, field: "keyrings", expected: "the path of a file NAME.gpg or NAME.asc", where: Self.isKeyring
        ) {
            entry -> [PlacedFile] in
            let isText = entry.content.starts(with: Array("-----BEGIN PGP".utf8))
            if isText != entry.name.hasSuffix(".asc") {
                decoder.report(
                    "invalid-value",
                    "\(entry.field) is \(isText ? "a key as text" : "no key as text"): apt would not read it under the name "
                        + "`\(entry.name)`", at: entry.node,
                    hint: "call it NAME.\(isText ? "asc" : "gpg")")
            }
            let places = Self.keyringFolders.map { "\($0)/\(entry.name)" }.filter(signers.contains)
            if places.isEmpty {
                decoder.report(
                    "invalid-value", "\(entry.field), `\(entry.name)`, signs no source", at: entry.node,
                    hint: "name it in a source: deb [signed-by=\(Self.keyringFolders[0])/\(entry.name)] …")
            }
            return places.map { PlacedFile(path: $0, content: entry.content) }
        }
    }

    /// The files of `preferences`.
    func preferences(_ node: YAMLNode) -> [PlacedFile] {
        files(
            node, field: "preferences", expected: "the path of a file that apt reads, NAME or NAME.pref",
            where: Self.isPreferences
        ) { [PlacedFile(path: "/etc/apt/preferences.d/\($0.name)", content: $0.content)] }
    }

    private struct Entry {
        let node: YAMLNode
        let field: String
        let name: String
        let content: [UInt8]
    }

    private func files(
        _ node: YAMLNode, field: String, expected: String, where isValid: (String) -> Bool,
        _ placed: (Entry) -> [PlacedFile]
    ) -> [PlacedFile] {
        var seen = Set<String>()
        let items = decoder.sequence(node, field: field) ?? []
        return items.enumerated().flatMap { index, item -> [PlacedFile] in
            let field = "\(field)[\(index)]"
            guard let path = text(item, field: field, expected: expected, where: { isValid(Self.name($0)) })
            else { return [] }
            let name = Self.name(path)
            guard seen.insert(name).inserted else {
                decoder.report("invalid-value", "\(field): there is a file `\(name)` already", at: item)
                return []
            }
            let place = path.hasPrefix("/") ? path : "\(folder)/\(path)"
            do throws(BaseFailure) {
                let entry = Entry(node: item, field: field, name: name, content: try Folder.bytes(of: place))
                return placed(entry)
            } catch {
                decoder.report(
                    "invalid-value", "\(field): cannot read `\(path)`: \(error.details.joined(separator: " "))",
                    at: item,
                    hint: "paths are taken from the definition's folder")
                return []
            }
        }
    }

    private static func name(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ""
    }

    private static func isKeyring(_ name: String) -> Bool {
        isPlain(name) && (name.hasSuffix(".gpg") || name.hasSuffix(".asc"))
    }

    /// apt passes over all others in its folder.
    private static func isPreferences(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return isPlain(name) && (parts.count == 1 || parts.last == "pref")
    }

    private static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, first.isAlphanumeric else { return false }
        return name.utf8.allSatisfy { $0.isAlphanumeric || "-_.".utf8.contains($0) }
    }
}
