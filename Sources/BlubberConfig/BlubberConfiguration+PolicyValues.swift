internal import Diagnostics
internal import PositionedYAML

extension BlubberConfiguration {
    /// The whole configuration as policies see it when the variants called `targets` are built.
    func policyValues(for targets: [String]) throws(DiagnosticList) -> PolicyValue {
        var expanded: [String: Variant] = [:]
        for target in targets where expanded[target] == nil {
            for variant in try expandedVariants(for: target) { expanded[variant.name.value] = variant }
        }
        let variants = expander.variants.map { written in
            (written.name.value, PolicyValue.variant(expanded[written.name.value] ?? written))
        }
        var entries = PolicyValue.fields(expander.top)
        entries["version"] = .text("v4")
        entries["variants"] = .map(Dictionary(variants) { $1 })
        return .map(entries)
    }

    /// Where the configuration gives the value at `path`, or what comes nearest: in a variant, in what it includes, or at the
    /// top level.
    func place(of path: String) -> YAMLNode? {
        guard let root = root.lookUp(path[...], upTo: .whole) else { return nearestPlace(of: path) }
        return root
    }

    private func nearestPlace(of path: String) -> YAMLNode? {
        guard path.hasPrefix("variants."),
            let variant = variantNames.filter({ path.hasPrefix("variants.\($0).") }).max(by: { $0.count < $1.count })
        else { return root.lookUp(path[...], upTo: .part) }
        let field = path.dropFirst("variants.\(variant).".count)
        for layer in expander.layers(of: variant).reversed() {
            if let node = root.lookUp("variants.\(layer).\(field)", upTo: .whole) { return node }
        }
        return root.lookUp(field, upTo: .whole) ?? root.lookUp(path[...], upTo: .part)
    }
}

extension YAMLNode {
    /// How much of a path must be there.
    fileprivate enum Extent {
        case whole, part
    }

    /// The node at a path of keys joined by dots, or with `part` the last one on the way to it.
    fileprivate func lookUp(_ path: Substring, upTo extent: Extent) -> YAMLNode? {
        if path.isEmpty { return self }
        if case .mapping(let mapping) = content {
            var end = path.startIndex
            while end < path.endIndex {
                let next = path[end...].dropFirst().firstIndex(of: ".") ?? path.endIndex
                let rest = next == path.endIndex ? "" : path[path.index(after: next)...]
                if let found = mapping[String(path[..<next])]?.lookUp(rest, upTo: extent) { return found }
                end = next
            }
        }
        return extent == .part ? self : nil
    }
}
