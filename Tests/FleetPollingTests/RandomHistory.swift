import FleetPolling
import GitWatcher

/// A repository that people work in at random; equal seeds give equal histories.
struct RandomHistory {
    private(set) var history = ModelHistory()
    /// Branches and tags by short name; tags begin with `v`.
    private(set) var tips: [String: ObjectID] = [:]
    var random: SeededGenerator
    private static let branches = ["main", "next", "release/1", "release/2"]
    private static let paths = ["src/a", "src/b", "docs/c", "README.md"]

    init(seed: UInt64) {
        random = SeededGenerator(state: seed)
        tips["main"] = history.line(3).last
    }

    /// What the remote lists.
    var heads: RemoteHeads {
        RemoteHeads(
            references: tips.map { RemoteReference(name: fullName($0.key), target: $0.value) },
            head: tips["main"] == nil ? nil : "refs/heads/main")
    }

    /// Somebody does something.
    mutating func step() {
        let existing = tips.keys.filter { !$0.hasPrefix("v") }.sorted()
        guard let branch = existing.randomElement(using: &random), let tip = tips[branch] else {
            tips["main"] = history.line(2).last
            return
        }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<40: tips[branch] = commit(on: [tip])
        case 40..<55: merge(into: branch, tip)
        case 55..<60: tips[branch] = octopus(on: tip)
        case 60..<64: takeOver(branch, tip)
        case 64..<72: tips[branch] = ancestor(of: tip)
        case 72..<78: rebase(branch, tip)
        case 78..<79: tips[branch] = history.line(Int.random(in: 1...3, using: &random)).last
        case 79..<84: tips[branch] = anyCommit()
        case 84..<87: tips[branch] = nil
        case 87..<93: create(at: Bool.random(using: &random) ? tip : ancestor(of: tip))
        case 93..<97: tips["v\(Int.random(in: 1...6, using: &random))"] = anyCommit()
        default: tips["v\(Int.random(in: 1...6, using: &random))"] = nil
        }
    }

    private mutating func commit(on parents: [ObjectID]) -> ObjectID {
        let count = Int.random(in: 0...2, using: &random)
        return history.commit(on: parents, changing: Array(Self.paths.shuffled(using: &random).prefix(count)).sorted())
    }

    /// A topic of some commits, from the tip or from before it.
    private mutating func topic(from tip: ObjectID) -> ObjectID {
        var end = ancestor(of: tip)
        for _ in 0..<Int.random(in: 1...3, using: &random) { end = commit(on: [end]) }
        return end
    }

    private mutating func merge(into branch: String, _ tip: ObjectID) {
        let others = tips.filter { $0.key != branch && !$0.key.hasPrefix("v") }.values.map(\.self).sorted {
            $0.hex < $1.hex
        }
        let other = Bool.random(using: &random) ? topic(from: tip) : others.randomElement(using: &random)
        tips[branch] = commit(on: [tip, other ?? topic(from: tip)])
    }

    private mutating func octopus(on tip: ObjectID) -> ObjectID {
        let topics = [topic(from: tip), topic(from: tip)]
        return commit(on: [tip] + topics)
    }

    /// The branch is merged into a topic, and that becomes the branch.
    private mutating func takeOver(_ branch: String, _ tip: ObjectID) {
        let topic = topic(from: tip)
        tips[branch] = commit(on: [topic, tip])
    }

    /// The last commits are made again on another base, or squashed into one.
    private mutating func rebase(_ branch: String, _ tip: ObjectID) {
        var end = ancestor(of: tip)
        for _ in 0..<Int.random(in: 1...2, using: &random) { end = commit(on: [end]) }
        tips[branch] = end
    }

    private mutating func create(at tip: ObjectID) {
        guard let name = Self.branches.filter({ tips[$0] == nil }).randomElement(using: &random) else { return }
        tips[name] = Bool.random(using: &random) ? tip : topic(from: tip)
    }

    private mutating func ancestor(of tip: ObjectID) -> ObjectID {
        history.line(to: tip).suffix(5).randomElement(using: &random) ?? tip
    }

    private mutating func anyCommit() -> ObjectID {
        ModelHistory.id(Int.random(in: 1...history.commits.count, using: &random))
    }
}

/// A generator that begins where it is told to.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
