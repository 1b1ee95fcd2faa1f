internal import Diagnostics
internal import PositionedYAML

/// The arcs between a pipeline's stages.
public struct ExecutionGraph: Sendable, Hashable {
    /// The stages, in the order in which they are written.
    public let nodes: [String]
    /// For each stage the stages with an arc to it.
    public let predecessors: [String: Set<String>]

    /// A graph of `nodes` with an arc between neighbours of each path.
    init(nodes: [String], paths: [[String]]) {
        self.nodes = nodes
        var predecessors: [String: Set<String>] = [:]
        for path in paths {
            for (before, after) in zip(path, path.dropFirst()) { predecessors[after, default: []].insert(before) }
        }
        self.predecessors = predecessors
    }

    /// All stages from which a path leads to `node`.
    public func ancestors(of node: String) -> Set<String> {
        var found = Set<String>()
        var open = [node]
        while let next = open.popLast() {
            for predecessor in predecessors[next] ?? [] where found.insert(predecessor).inserted {
                open.append(predecessor)
            }
        }
        return found
    }

    /// The stages in an order in which each follows its predecessors, ties as written; `nil` if there is a cycle.
    var topologicalOrder: [String]? {
        var order: [String] = []
        var done = Set<String>()
        while order.count < nodes.count {
            let ready = nodes.first { !done.contains($0) && (predecessors[$0] ?? []).isSubset(of: done) }
            guard let ready else { return nil }
            order.append(ready)
            done.insert(ready)
        }
        return order
    }

    /// The stages in an order in which each follows its predecessors, ties as written.
    public var sorted: [String] { topologicalOrder ?? nodes }

    /// A shortest cycle through the first stage that is on one, that stage repeated at the end; `nil` if there is none.
    var cycle: [String]? {
        guard let start = nodes.first(where: { ancestors(of: $0).contains($0) }) else { return nil }
        // The next stage on a shortest way to `start`, found by going backwards from it.
        var next: [String: String] = [:]
        var open = [start]
        while next[start] == nil, !open.isEmpty {
            var reached: [String] = []
            for node in open {
                for predecessor in (predecessors[node] ?? []).sorted() where next[predecessor] == nil {
                    next[predecessor] = node
                    reached.append(predecessor)
                }
            }
            open = reached
        }
        var path = [start]
        while let follower = next[path[path.count - 1]] {
            path.append(follower)
            if follower == start { break }
        }
        return path
    }
}
