internal import Diagnostics
internal import OCI
internal import PositionedYAML

extension ConfigurationReader {
    private static let artifactKeys = ["from", "source", "destination", "exclude"]
    private static let artifactHints = [
        "to": "did you mean `destination`?", "dest": "did you mean `destination`?",
        "src": "did you mean `source`?", "excludes": "did you mean `exclude`?",
    ]

    /// `copies`: either names or objects.
    func copies(_ node: YAMLNode) -> [Artifact] {
        if case .scalar(let scalar) = node.content, case .string(let text) = scalar.resolved {
            decoder.mismatch(node, field: "`copies`", expected: "a list", hint: "write a list: `copies: [\(text)]`")
            return []
        }
        guard let items = decoder.sequence(node, field: "`copies`") else { return [] }
        let isShort = items.first?.isScalar ?? true
        if let odd = items.first(where: { $0.isScalar != isShort }) {
            decoder.report(
                "mixed-copies", "`copies` must hold either names or objects, not both", at: odd,
                hint: "write each name as an object: `- from: NAME`")
        }
        let entries = items.enumerated().compactMap { index, item in
            item.isScalar ? copiedName(item, index) : artifact(item, "copies[\(index)]")
        }
        rejectRepeated(entries.map { ($0.key, $0.location) }, "copies")
        return entries
    }

    private func copiedName(_ node: YAMLNode, _ index: Int) -> Artifact? {
        guard let name = decoder.string(node, field: "`copies[\(index)]`") else { return nil }
        let field = "copies[\(index)]"
        guard let origin = origin(Located(name, at: node.location, length: node.length), field) else { return nil }
        return Artifact(from: origin, source: nil, destination: nil, exclude: [], location: node.location)
    }

    /// `requirements`: names of files in the context, objects, or both.
    func requirements(_ node: YAMLNode?) -> [Artifact]? {
        guard let node else { return nil }
        if case .scalar(let scalar) = node.content, case .string(let text) = scalar.resolved {
            let hint = "write a list: `requirements: [\(text)]`"
            decoder.mismatch(node, field: "`requirements`", expected: "a list", hint: hint)
            return []
        }
        guard let items = decoder.sequence(node, field: "`requirements`") else { return [] }
        let entries = items.enumerated().compactMap { index, item in
            item.isScalar ? requiredFile(item, index) : artifact(item, "requirements[\(index)]")
        }
        rejectRepeated(entries.map { ($0.key, $0.location) }, "requirements")
        return entries
    }

    private func requiredFile(_ node: YAMLNode, _ index: Int) -> Artifact? {
        let field = "requirements[\(index)]"
        guard let path = decoder.string(node, field: "`\(field)`") else { return nil }
        checkLocal(Located(path, at: node.location, length: node.length), field)
        return Artifact(
            from: Located(.local, at: node.location, length: node.length), source: path.isEmpty ? nil : path,
            destination: nil, exclude: [], location: node.location)
    }

    private func artifact(_ node: YAMLNode, _ field: String) -> Artifact? {
        guard let fields = fields(node, "`\(field)`", known: Self.artifactKeys, hints: Self.artifactHints) else {
            return nil
        }
        let source = text(fields["source"], "\(field).source")
        let destination = text(fields["destination"], "\(field).destination")
        let exclude = texts(fields["exclude"], "\(field).exclude") { "write a list: `exclude: [\"\($0)\"]`" }
        for pattern in exclude ?? [] { checkPattern(pattern, field) }
        if let destination, isEmptyOrAbsent(fields["source"]) {
            reject(destination, "`\(field)` has a `destination` but no `source`", code: "missing")
        }
        guard let from = from(fields["from"], field, in: node) else { return nil }
        if from.value == .local, let source { checkLocal(source, "\(field).source") }
        return Artifact(
            from: from, source: source?.value, destination: destination?.value, exclude: (exclude ?? []).map(\.value),
            location: node.location)
    }

    private func checkPattern(_ pattern: Located<String>, _ field: String) {
        guard Names.isOneLine(pattern.value) else {
            reject(pattern, "a pattern of `\(field).exclude` must be one line")
            return
        }
        do throws(InvalidPattern) {
            _ = try PathPatterns([pattern.value])
        } catch {
            reject(pattern, "\(error) in `\(field).exclude`", code: "invalid-pattern")
        }
    }

    /// The value of a `from` key, which must be there.
    func from(_ node: YAMLNode?, _ field: String, in parent: YAMLNode) -> Located<Origin>? {
        if let node, !node.isNull, !isEmptyOrAbsent(node) {
            return text(node, "\(field).from").flatMap { origin($0, "\(field).from") }
        }
        decoder.report(
            "missing", "`\(field)` needs a `from`", at: node ?? parent,
            notes: ["`local` (the build context), a variant, or an image"])
        return nil
    }

    func origin(_ name: Located<String>, _ field: String) -> Located<Origin>? {
        if name.value == "local" { return name.map { _ in .local } }
        if isVariant(name.value) { return name.map(Origin.variant) }
        let near = decoder.near(name.value, among: variantNames + ["local"])
        guard let reference = try? ImageReference(name.value) else {
            reject(
                name, "`\(field)` is neither a variant nor an image: `\(name.value)`", notes: [variantList],
                hint: near.map { "did you mean `\($0)`?" }, code: "unknown-variant")
            return nil
        }
        if let near {
            decoder.report(
                "image-like-variant", "no variant is called `\(name.value)`; it is taken as an image",
                at: name.location, length: name.length, severity: .warning, hint: "did you mean `\(near)`?")
        }
        return name.map { _ in .image(reference) }
    }

    /// Files of the context are named relative to it and lie in it.
    func checkLocal(_ path: Located<String>, _ field: String) {
        if Path.isAbsolute(path.value) {
            reject(path, "`\(field)` must be relative to the build context, not `\(path.value)`")
        } else if Path.leavesFolder(path.value) {
            reject(path, "`\(field)` leaves the build context: `\(path.value)`")
        }
    }

    func rejectRepeated<Key: Hashable>(_ entries: [(key: Key, location: SourceLocation)], _ field: String) {
        guard entries.count > 1 else { return }
        var first: [Key: SourceLocation] = [:]
        for entry in entries {
            if let earlier = first[entry.key] {
                decoder.report(
                    "repeated-entry", "`\(field)` holds the same entry twice", at: entry.location,
                    notes: ["first given in line \(earlier.line)"])
            } else {
                first[entry.key] = entry.location
            }
        }
    }
}

extension YAMLNode {
    fileprivate var isScalar: Bool {
        if case .scalar = content { true } else { false }
    }
}
