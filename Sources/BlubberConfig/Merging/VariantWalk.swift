internal import Diagnostics

/// A depth-first walk over variants that lists each once, behind those that it needs.
struct VariantWalk {
    /// What the edges are; decides about the words for a cycle.
    enum Kind {
        case includes, dependencies
    }

    /// The variants that were visited, those needed before those that need them.
    private(set) var order: [String] = []

    private let kind: Kind
    /// Positions in the file.
    private let indexes: [String: Int]
    private var done = Set<String>()
    /// The variants on the way here, each with the place that names it; the first is the start.
    private var path: [(name: String, place: Located<String>?)] = []
    private var isOnPath = Set<String>()

    init(_ kind: Kind, indexes: [String: Int]) {
        self.kind = kind
        self.indexes = indexes
    }

    /// Visits `name` and what it needs; `edges` gives the names that a variant needs, with their places.
    ///
    /// - Throws: a finding about a cycle, or what `edges` throws.
    mutating func visit(_ name: String, edges: (String) throws(Diagnostic) -> [Located<String>]) throws(Diagnostic) {
        try visit(name, at: nil, edges: edges)
    }

    /// Forgets the way to a cycle, so that another walk can begin; what is done stays done.
    mutating func startAnew() { (path, isOnPath) = ([], []) }

    private mutating func visit(
        _ name: String, at place: Located<String>?, edges: (String) throws(Diagnostic) -> [Located<String>]
    ) throws(Diagnostic) {
        guard !done.contains(name) else { return }
        if !isOnPath.insert(name).inserted, let start = path.firstIndex(where: { $0.name == name }) {
            throw cycle(path[(start + 1)...] + [(name, place)])
        }
        path.append((name, place))
        for edge in try edges(name) { try visit(edge.value, at: edge, edges: edges) }
        path.removeLast()
        isOnPath.remove(name)
        done.insert(name)
        order.append(name)
    }

    /// The same cycle gives the same finding wherever it was entered: it is told from the variant that comes first in
    /// the file, at the place that closes it.
    private func cycle(_ steps: ArraySlice<(name: String, place: Located<String>?)>) -> Diagnostic {
        let names = steps.map(\.name)
        let first = names.indices.min { indexes[names[$0]] ?? 0 < indexes[names[$1]] ?? 0 } ?? 0
        let turned = names[first...] + names[..<first]
        let place = steps[steps.startIndex + first].place
        let told = (turned + turned.prefix(1)).map { "`\($0)`" }
        let chain = told.joined(separator: kind == .includes ? " includes " : " needs ")
        let message =
            kind == .includes
            ? "variant \(told[0]) includes itself" : "variant \(told[0]) needs files of itself"
        return Diagnostic(
            code: kind == .includes ? "blubber.include-cycle" : "blubber.copy-cycle", message, at: place?.location,
            length: place?.length ?? 1, notes: names.count > 1 ? [chain] : [])
    }
}
