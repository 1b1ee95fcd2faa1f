import Testing

@testable import PipelineCore

@Suite struct ExecutionGraphTests {
    @Test func sequence() {
        let graph = ExecutionGraph(nodes: ["a", "b", "c"], paths: [["a", "b", "c"]])
        #expect(graph.topologicalOrder == ["a", "b", "c"])
        #expect(graph.ancestors(of: "c") == ["a", "b"])
        #expect(graph.ancestors(of: "a") == [])
        #expect(graph.cycle == nil)
    }

    @Test func diamondKeepsTheWrittenOrder() {
        let graph = ExecutionGraph(
            nodes: ["smoke", "lint", "unit", "image"], paths: [["lint", "image"], ["unit", "image", "smoke"]])
        #expect(graph.topologicalOrder == ["lint", "unit", "image", "smoke"])
        #expect(graph.ancestors(of: "smoke") == ["lint", "unit", "image"])
    }

    @Test func cycleBesideAnotherLoop() {
        // Going back from `s` along the first predecessor would circle between `b` and `a1` for ever.
        let graph = ExecutionGraph(nodes: ["s", "a1", "b"], paths: [["s", "b", "a1", "b", "s"]])
        #expect(graph.cycle == ["s", "b", "s"])
    }

    /// Against a model that knows nothing but the arcs: reachability as the closure of a matrix.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func randomGraphs(_ seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let count = Int.random(in: 1...7, using: &random)
        let nodes = (0..<count).map { "n\($0)" }
        let paths = (0..<Int.random(in: 0...4, using: &random)).map { _ in
            (0..<Int.random(in: 0...4, using: &random)).map { _ in nodes[Int.random(in: 0..<count, using: &random)] }
        }
        let graph = ExecutionGraph(nodes: nodes, paths: paths)

        var reaches = Set(paths.flatMap { zip($0, $0.dropFirst()).map { Arc(from: $0, to: $1) } })
        let arcs = reaches
        for middle in nodes {
            for from in nodes where reaches.contains(Arc(from: from, to: middle)) {
                for to in nodes where reaches.contains(Arc(from: middle, to: to)) {
                    reaches.insert(Arc(from: from, to: to))
                }
            }
        }
        for node in nodes {
            #expect(graph.ancestors(of: node) == Set(nodes.filter { reaches.contains(Arc(from: $0, to: node)) }))
        }
        if nodes.contains(where: { reaches.contains(Arc(from: $0, to: $0)) }) {
            #expect(graph.topologicalOrder == nil)
            let cycle = try #require(graph.cycle)
            #expect(cycle.count > 1 && cycle.first == cycle.last)
            #expect(Set(cycle).count == cycle.count - 1)
            #expect(zip(cycle, cycle.dropFirst()).allSatisfy { arcs.contains(Arc(from: $0, to: $1)) }, "\(cycle)")
        } else {
            #expect(graph.cycle == nil)
            let order = try #require(graph.topologicalOrder)
            #expect(order.sorted() == nodes)
            for arc in arcs {
                let from = try #require(order.firstIndex(of: arc.from))
                let to = try #require(order.firstIndex(of: arc.to))
                #expect(from < to)
            }
        }
    }
}

private struct Arc: Hashable {
    let from: String
    let to: String
}
