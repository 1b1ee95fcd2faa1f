internal import ImageTree
internal import OCI

/// The images of a tree and what they stand on, drawn in one of several languages.
struct TreeGraph {
    private let names: [String]
    private let labels: [String: String]
    /// Parents by name, those from outside of the tree by reference.
    private let parents: [String: [String]]

    init(tree: ProductionTree, names: [String]) {
        let shown = Set(names)
        self.names = names
        labels = tree.images.mapValues { "\($0.definition.name):\($0.definition.label.tag ?? "")" }
        parents = tree.images.mapValues { image in image.parents.filter(shown.contains) + image.externals }
    }

    private var edges: [(from: String, to: String)] {
        names.flatMap { name in (parents[name] ?? []).map { (from: $0, to: name) } }
    }

    /// A tree under each parent from outside; an image with several parents stands under each of them.
    var text: String {
        var children: [String: [String]] = [:]
        for edge in edges { children[edge.from, default: []].append(edge.to) }
        let roots = names.filter { (parents[$0] ?? []).isEmpty } + Set(edges.map(\.from)).subtracting(names)
        var lines: [String] = []
        var drawn: Set<String> = []
        func draw(_ name: String, prefix: String, branch: String, indent: String) {
            let below = (children[name] ?? []).sorted()
            // What was drawn before is not drawn out again: diamonds would double with every level.
            let isKnown = !drawn.insert(name).inserted && !below.isEmpty
            lines.append(prefix + branch + (labels[name] ?? name) + (isKnown ? " …" : ""))
            guard !isKnown else { return }
            for (index, child) in below.enumerated() {
                let isLast = index == below.count - 1
                draw(
                    child, prefix: prefix + indent, branch: isLast ? "└─ " : "├─ ", indent: isLast ? "   " : "│  ")
            }
        }
        for root in roots.sorted() { draw(root, prefix: "", branch: "", indent: "") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// A flow chart for Markdown.
    var mermaid: String {
        let numbers = numbered
        var lines = ["graph TD"]
        for (name, number) in numbers.sorted(by: { $0.value < $1.value }) {
            lines.append("    n\(number)[\"\(labels[name] ?? name)\"]")
        }
        for edge in edges { lines.append("    n\(numbers[edge.from] ?? 0) --> n\(numbers[edge.to] ?? 0)") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// A directed graph for Graphviz.
    var dot: String {
        var lines = ["digraph images {", "    rankdir=LR;", "    node [shape=box];"]
        for name in names { lines.append("    \"\(name)\" [label=\"\(labels[name] ?? name)\"];") }
        for edge in edges { lines.append("    \"\(edge.from)\" -> \"\(edge.to)\";") }
        return (lines + ["}"]).map { $0 + "\n" }.joined()
    }

    private var numbered: [String: Int] {
        let outside = Set(edges.map(\.from)).subtracting(names).sorted()
        return Dictionary(uniqueKeysWithValues: (outside + names).enumerated().map { ($0.element, $0.offset) })
    }
}
