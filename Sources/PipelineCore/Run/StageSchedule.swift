/// Decides which stage of a pipeline begins when: as soon as all stages with an arc to it have passed, those written first
/// before others, never more than `jobs` at a time. After a stage that did not pass nothing begins any more.
struct StageSchedule {
    private let names: [String]
    private let jobs: Int
    private var followers: [[Int]]
    /// For each stage, how many of those with an arc to it have not passed yet.
    private var outstanding: [Int]
    /// The stages that may begin, in written order.
    private var ready: [Int] = []
    private var running = 0
    private var isStopped = false

    init(_ graph: ExecutionGraph, jobs: Int) {
        names = graph.nodes
        self.jobs = max(1, jobs)
        let numbers = Dictionary(uniqueKeysWithValues: graph.nodes.enumerated().map { ($1, $0) })
        followers = Array(repeating: [], count: names.count)
        outstanding = Array(repeating: 0, count: names.count)
        for (number, name) in names.enumerated() {
            for predecessor in graph.predecessors[name] ?? [] {
                guard let before = numbers[predecessor] else { continue }
                followers[before].append(number)
                outstanding[number] += 1
            }
        }
        ready = names.indices.filter { outstanding[$0] == 0 }
    }

    /// The next stage to begin; `nil` if none may begin before another one ends.
    mutating func begin() -> String? {
        guard !isStopped, running < jobs, !ready.isEmpty else { return nil }
        running += 1
        return names[ready.removeFirst()]
    }

    /// Takes in how a stage that began has ended.
    mutating func end(_ name: String, passed: Bool) {
        running -= 1
        isStopped = isStopped || !passed
        guard let number = names.firstIndex(of: name) else { return }
        for follower in followers[number] {
            outstanding[follower] -= 1
            guard outstanding[follower] == 0 else { continue }
            ready.insert(follower, at: ready.firstIndex { $0 > follower } ?? ready.endIndex)
        }
    }
}
