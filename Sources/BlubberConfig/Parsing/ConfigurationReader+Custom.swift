internal import Diagnostics
internal import PositionedYAML

extension ConfigurationReader {
    /// `builder` or `custom`, as `name` says.
    func customBuilder(_ node: YAMLNode, _ name: String, ignoringNull: Bool = false) -> CustomBuilder {
        if case .sequence = node.content {
            let hint = "since v3 the list is called `command`: `\(name): {command: […]}`"
            decoder.mismatch(node, field: "`\(name)`", expected: "a map", hint: hint)
            return CustomBuilder()
        }
        guard
            let fields = fields(
                node, "`\(name)`", known: ["command", "script", "requirements", "mounts", "caches"],
                hints: ["run": "did you mean `command`?"], ignoringNull: ignoringNull)
        else { return CustomBuilder() }
        return CustomBuilder(
            requirements: requirements(fields["requirements"]), command: fields["command"].flatMap(command),
            script: text(fields["script"], "script"), mounts: fields["mounts"].map(mounts),
            caches: fields["caches"].map(caches))
    }

    private func command(_ node: YAMLNode) -> Located<CustomBuilder.Command>? {
        switch node.content {
        case .sequence:
            let words = texts(node, "command") ?? []
            return Located(.list(words.map(\.value)), at: node.location)
        case .scalar(let scalar) where scalar.resolved == .string(""):
            decoder.report("invalid", "`command` is empty", at: node, hint: "write `command: []` for no command")
            return nil
        case .scalar(let scalar):
            guard case .string(let text) = scalar.resolved else { fallthrough }
            return Located(.text(text), at: node.location, length: node.length)
        default:
            decoder.mismatch(node, field: "`command`", expected: "a string or a list")
            return nil
        }
    }

    private func mounts(_ node: YAMLNode) -> [CustomBuilder.MountEntry] {
        guard let items = decoder.sequence(node, field: "`mounts`") else { return [] }
        let entries = items.enumerated().compactMap { index, item in mount(item, "mounts[\(index)]") }
        rejectRepeated(entries.map { ([$0.from.value.text, $0.source, $0.destination], $0.location) }, "mounts")
        return entries
    }

    private func mount(_ node: YAMLNode, _ field: String) -> CustomBuilder.MountEntry? {
        if case .scalar = node.content {
            return from(node, field, in: node).map {
                CustomBuilder.MountEntry(from: $0, source: nil, destination: nil, location: node.location)
            }
        }
        guard
            let fields = fields(
                node, "`\(field)`", known: ["from", "destination", "source"],
                hints: ["target": "did you mean `destination`?", "src": "did you mean `source`?"])
        else { return nil }
        let source = text(fields["source"], "\(field).source")
        let destination = text(fields["destination"], "\(field).destination")
        if let destination { checkMountPoint(destination, "\(field).destination") }
        if let source { checkMountValue(source, "\(field).source") }
        guard let from = from(fields["from"], field, in: node) else { return nil }
        if from.value == .local, let source, Path.leavesFolder(source.value) {
            reject(source, "`\(field).source` leaves the build context: `\(source.value)`")
        }
        return CustomBuilder.MountEntry(
            from: from, source: source?.value, destination: destination?.value, location: node.location)
    }

    private func caches(_ node: YAMLNode) -> [CustomBuilder.CacheEntry] {
        guard let items = decoder.sequence(node, field: "`caches`") else { return [] }
        let entries = items.enumerated().compactMap { index, item in cache(item, "caches[\(index)]") }
        rejectRepeated(entries.map { ([$0.destination, $0.id, $0.access?.rawValue], $0.location) }, "caches")
        return entries
    }

    private func cache(_ node: YAMLNode, _ field: String) -> CustomBuilder.CacheEntry? {
        if case .scalar = node.content {
            return cacheDestination(node, field, in: node).map {
                CustomBuilder.CacheEntry(destination: $0, id: nil, access: nil, location: node.location)
            }
        }
        guard
            let fields = fields(
                node, "`\(field)`", known: ["destination", "id", "access"],
                hints: ["target": "did you mean `destination`?", "sharing": "did you mean `access`?"])
        else { return nil }
        let id = text(fields["id"], "\(field).id")
        if let id { checkMountValue(id, "\(field).id") }
        let access = access(fields["access"], "\(field).access")
        return cacheDestination(fields["destination"], "\(field).destination", in: node).map {
            CustomBuilder.CacheEntry(destination: $0, id: id?.value, access: access, location: node.location)
        }
    }

    private func cacheDestination(_ node: YAMLNode?, _ field: String, in parent: YAMLNode) -> String? {
        if isEmptyOrAbsent(node) {
            decoder.report("missing", "`\(field)` is missing", at: node ?? parent)
            return nil
        }
        guard let text = text(node, field) else { return nil }
        checkMountPoint(text, field)
        return text.value
    }

    private func access(_ node: YAMLNode?, _ field: String) -> CacheMount.Access? {
        guard let node, let text = decoder.string(node, field: "`\(field)`") else { return nil }
        if let access = CacheMount.Access(rawValue: text) { return access }
        let allowed = CacheMount.Access.allCases.map(\.rawValue)
        decoder.report(
            "invalid", "`\(field)` must be one of \(allowed.joined(separator: ", ")), not `\(text)`", at: node,
            hint: nearMatch(to: text, among: allowed).map { "did you mean `\($0)`?" })
        return nil
    }

    private func checkMountPoint(_ path: Located<String>, _ field: String) {
        if Path.clean(path.value) == "/" {
            reject(path, "`\(field)` cannot be the root of the file system")
        } else {
            checkMountValue(path, field)
        }
    }

    /// Mounts are written as comma-separated options, which leave no room for these characters.
    private func checkMountValue(_ text: Located<String>, _ field: String) {
        let bad = text.value.unicodeScalars.first { scalar in
            scalar.value <= 0x20 || scalar.value == 0x7F || ",\"'\\".unicodeScalars.contains(scalar)
        }
        guard let bad else { return }
        let shown = bad == " " ? "a blank" : bad.value < 0x20 || bad.value == 0x7F ? "a control character" : "`\(bad)`"
        reject(text, "`\(field)` cannot hold \(shown)", code: "unsupported-path")
    }
}
