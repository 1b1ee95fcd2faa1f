internal import PositionedYAML

extension BaseDefinitionReader {
    /// The archives to build from: the suite's own, then the further ones.
    func sources(_ map: YAMLMapping, suite: String) -> [AptSource] {
        var mirror = BaseDefinition.defaultMirror
        if let node = map["mirror"], let text = decoder.string(node, field: "mirror") {
            if let address = AptSource.address(text) {
                mirror = address
            } else {
                invalid(node, "mirror", text, "an http, https or file address")
            }
        }
        var components = BaseDefinition.defaultComponents
        if let node = map["components"] {
            components = texts(node, field: "components", expected: "a component", where: AptSource.isComponent)
            if components.isEmpty, case .sequence(let items) = node.content, items.isEmpty {
                decoder.report("invalid-value", "components must name at least one component", at: node)
            }
        }
        var options: [String] = []
        if let node = map["mirrorOptions"] {
            options = texts(
                node, field: "mirrorOptions", expected: "an option such as `check-valid-until=no`",
                where: AptSource.isOption)
        }
        let further = map["sources"].map { lines($0, field: "sources") } ?? []
        return [AptSource(options: options, mirror: mirror, suite: suite, components: components)] + further
    }

    /// The archives that stay in the image; `nil` for those of the build.
    func imageSources(_ map: YAMLMapping) -> [AptSource]? {
        guard let node = map["imageSources"] else { return nil }
        if case .sequence(let items) = node.content, items.isEmpty {
            decoder.report(
                "invalid-value", "imageSources must name at least one source", at: node,
                hint: "leave it out for those that the image is built from")
        }
        return lines(node, field: "imageSources")
    }

    private func lines(_ node: YAMLNode, field: String) -> [AptSource] {
        let items = decoder.sequence(node, field: field) ?? []
        return items.enumerated().compactMap { index, item in
            guard let line = decoder.string(item, field: "\(field)[\(index)]") else { return nil }
            do throws(InvalidSource) {
                return try AptSource(line)
            } catch {
                decoder.report(
                    "invalid-value", "\(field)[\(index)] \(error.reason)", at: item,
                    hint: "write it as apt does: deb http://deb.debian.org/debian bookworm-updates main")
                return nil
            }
        }
    }
}
