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

    /// One cycle, its first stage repeated at the end; `nil` if there is none.
    var cycle: [String]? {
        for start in nodes where ancestors(of: start).contains(start) {
            var path = [start]
            var current = start
            repeat {
                let next = (predecessors[current] ?? []).sorted().first {
                    $0 == start || ancestors(of: $0).contains(start)
                }
                guard let next else { return nil }
                path.append(next)
                current = next
            } while current != start && path.count <= nodes.count
            return path.reversed()
        }
        return nil
    }
}
