import CommandRunner
import FoundationEssentials
import GitWatcher
import PipelineTestSupport

/// A random history in a real repository, which a real server hands out.
struct ServedHistory {
    private(set) var world: RandomHistory
    /// The commits of the repository by those of the model.
    private(set) var real: [ObjectID: String] = [:]
    /// The commits of the model by those of the repository.
    private(set) var model: [String: ObjectID] = [:]
    private var exported: Set<String> = []
    private let folder: String

    /// An empty repository in `folder`, an absolute path.
    init(seed: UInt64, in folder: String) async throws {
        world = RandomHistory(seed: seed)
        self.folder = folder
        try await git("init", "--quiet", "--bare", "--initial-branch=main", "\(folder)/up.git")
        try await export()
    }

    /// Somebody does something; the repository shows it after the next `export`.
    mutating func step() { world.step() }

    /// A number that the history's seed decides.
    mutating func random(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &world.random) }

    /// Makes the repository's commits, branches and tags those of the model.
    mutating func export() async throws {
        let names = Set(world.tips.keys.map(fullName))
        var stream = ""
        for number in (real.count + 1)..<(world.history.commits.count + 1) { stream += commit(number) }
        for name in exported.subtracting(names) { stream += "reset \(name)\nfrom \(Self.nothing)\n\n" }
        for (name, tip) in world.tips { stream += "reset \(fullName(name))\nfrom :\(Self.number(tip))\n\n" }
        stream += "reset \(Self.workshop)\nfrom \(Self.nothing)\n\n"
        exported = names
        let marks = "\(folder)/marks"
        try await git(
            "-C", "\(folder)/up.git", "fast-import", "--quiet", "--force", "--import-marks-if-exists=\(marks)",
            "--export-marks=\(marks)", input: stream)
        for line in try read(marks).split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let number = Int(words[0].dropFirst()) else { continue }
            let id = ModelHistory.id(number)
            if real.updateValue(String(words[1]), forKey: id) == nil { model[String(words[1])] = id }
        }
    }

    /// A branch that commits are made on, and that is gone when anybody looks.
    private static let workshop = "refs/heads/workshop"
    private static let nothing = String(repeating: "0", count: 40)
    private static func number(_ id: ObjectID) -> Int { Int(id.hex, radix: 16) ?? 0 }

    /// A commit as `git fast-import` reads it.
    private func commit(_ number: Int) -> String {
        let made = world.history.commits[ModelHistory.id(number)] ?? ModelHistory.Commit(parents: [], paths: [])
        var text = made.parents.isEmpty ? "reset \(Self.workshop)\n\n" : ""
        let time = 1_700_000_000 + number
        text += "commit \(Self.workshop)\nmark :\(number)\ncommitter Bo <bo@example.org> \(time) +0000\ndata 0\n"
        for (index, parent) in made.parents.enumerated() {
            text += "\(index == 0 ? "from" : "merge") :\(Self.number(parent))\n"
        }
        let content = "\(number)"
        for path in made.paths { text += "M 100644 inline \(path)\ndata \(content.utf8.count)\n\(content)\n" }
        return text + "\n"
    }

    private func git(_ arguments: String..., input: String? = nil) async throws {
        var command = Command("git", arguments)
        command.input = input
        let result = try await TestEnvironment.runner.capture(command)
        guard result.status.isSuccess else { throw ServerTrouble(description: result.standardError) }
    }
}

struct ServerTrouble: Error { let description: String }
