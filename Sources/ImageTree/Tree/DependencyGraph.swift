internal import Diagnostics

/// Which image needs which others first.
struct DependencyGraph {
    let images: [String: ProductionTree.Image]

    /// All names such that each comes behind its parents; of those that could come next, the first by name does.
    ///
    /// - Throws: a finding with the circle, if images need each other.
    func order() throws(DiagnosticList) -> [String] {
        var waiting = images.mapValues { Set($0.parents) }
        var children: [String: [String]] = [:]
        for (name, image) in images { for parent in image.parents { children[parent, default: []].append(name) } }
        var order: [String] = []
        var ready = waiting.filter { $0.value.isEmpty }.keys.sorted()
        while !ready.isEmpty {
            var next: Set<String> = []
            for name in ready {
                order.append(name)
                waiting[name] = nil
                for child in children[name] ?? [] {
                    waiting[child]?.remove(name)
                    if waiting[child]?.isEmpty == true { next.insert(child) }
                }
            }
            ready = next.sorted()
        }
        guard waiting.isEmpty else { throw DiagnosticList([circle(among: Set(waiting.keys))]) }
        return order
    }

    /// One of the circles, beginning at its first name.
    private func circle(among names: Set<String>) -> Diagnostic {
        var path: [String] = []
        var name = names.min() ?? ""
        while !path.contains(name) {
            path.append(name)
            name = images[name]?.parents.filter(names.contains).min() ?? name
        }
        var members = Array(path[(path.firstIndex(of: name) ?? 0)...])
        if let least = members.min(), let index = members.firstIndex(of: least) {
            members = Array(members[index...] + members[..<index])
        }
        let image = images[members[0]]
        let declared = image?.definition.declared.first { members.contains($0.name) }
        let place =
            declared?.location
            ?? SourceLocation(
                file: "\(image?.definition.path ?? "")/Dockerfile.template", line: 1, column: 1)
        return Diagnostic(
            code: "tree.cycle", "images need each other: \((members + [members[0]]).joined(separator: " → "))",
            at: place,
            hint: "remove one of the dependencies")
    }
}
