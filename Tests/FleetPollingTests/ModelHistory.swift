import FleetPolling
import GitWatcher

/// A history in memory, with every question answered by looking at all of it.
struct ModelHistory: RepositoryHistory {
    struct Commit {
        var parents: [ObjectID]
        var paths: [String]
    }

    private(set) var commits: [ObjectID: Commit] = [:]

    /// The object name number `number`.
    static func id(_ number: Int) -> ObjectID {
        let digits = String(number, radix: 16)
        guard let id = ObjectID(String(repeating: "0", count: 40 - digits.count) + digits) else {
            preconditionFailure("\(number) has more than 40 digits")
        }
        return id
    }

    /// Adds a commit with the next number.
    mutating func commit(on parents: [ObjectID], changing paths: [String] = ["file"]) -> ObjectID {
        let id = Self.id(commits.count + 1)
        commits[id] = Commit(parents: parents, paths: paths)
        return id
    }

    /// Adds a line of commits, each on the one before.
    mutating func line(_ count: Int, on start: ObjectID? = nil, changing paths: [String] = ["file"]) -> [ObjectID] {
        var tip = start
        return (0..<count).map { _ in
            let id = commit(on: tip.map { [$0] } ?? [], changing: paths)
            tip = id
            return id
        }
    }

    /// The first-parent line from the root to `tip`.
    func line(to tip: ObjectID) -> [ObjectID] {
        var line: [ObjectID] = []
        var next: ObjectID? = tip
        while let id = next {
            line.append(id)
            next = commits[id]?.parents.first
        }
        return line.reversed()
    }

    /// Everything that can be reached.
    func reachable(from tips: [ObjectID]) -> Set<ObjectID> {
        var found: Set<ObjectID> = []
        var pending = tips.filter { commits[$0] != nil }
        while let id = pending.popLast() {
            if found.insert(id).inserted { pending += commits[id]?.parents ?? [] }
        }
        return found
    }

    func firstParentLine(of tip: ObjectID, notIn known: [ObjectID]) -> FirstParentLine {
        let known = reachable(from: known)
        return cut(line(to: tip)) { known.contains($0) }
    }

    func firstParentLine(of tip: ObjectID, since old: ObjectID) -> FirstParentLine {
        let known = Set(commits[old] == nil ? [] : line(to: old))
        return cut(line(to: tip)) { known.contains($0) }
    }

    private func cut(_ line: [ObjectID], isKnown: (ObjectID) -> Bool) -> FirstParentLine {
        let start = line.lastIndex(where: isKnown)
        return FirstParentLine(commits: Array(line[(start.map { $0 + 1 } ?? 0)...]), base: start.map { line[$0] })
    }

    func isAncestor(_ old: ObjectID, of new: ObjectID) -> Bool { reachable(from: [new]).contains(old) }

    func isCommit(_ id: ObjectID) -> Bool { commits[id] != nil }

    func changedPaths(of commit: ObjectID) -> [String] { commits[commit]?.paths ?? [] }
}
