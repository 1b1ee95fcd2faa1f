import FleetConfig
import FleetPolling
import GitWatcher
import Ledger

/// The repository that one entry of a fleet file describes.
func repository(_ settings: String) throws -> FleetRepository {
    let entry = "{name: r, url: \"https://example.org/r.git\"\(settings.isEmpty ? "" : ", ")\(settings)}"
    return try FleetConfiguration.parse("repositories: [\(entry)]".utf8, file: "watch.yaml", folder: "/").repositories[
        0]
}

/// What a remote lists; names with `v` are tags, the others branches. HEAD names main.
func heads(_ tips: KeyValuePairs<String, ObjectID>, head: String? = "refs/heads/main") -> RemoteHeads {
    RemoteHeads(references: tips.map { RemoteReference(name: fullName($0.key), target: $0.value) }, head: head)
}

/// `refs/heads/main` for `main`, `refs/tags/v1` for `v1`; a full name stays.
func fullName(_ name: String) -> String {
    if name.hasPrefix("refs/") { return name }
    return name.hasPrefix("v") ? "refs/tags/\(name)" : "refs/heads/\(name)"
}

extension Observation {
    /// What becomes of each commit, in a few words: `main 12: run`.
    var fates: [String] {
        commits.map { commit in
            let plan =
                switch commit.plan {
                case .run(let plan): "run\(plan.cause == .merge ? "" : " \(plan.cause)")"
                case .coalesced(let newer): "in \(Int(newer, radix: 16) ?? 0)"
                case .skipped(let reason): reason
                }
            return
                "\(commit.ref.split(separator: "/").dropFirst(2).joined(separator: "/")) \(Int(commit.commit, radix: 16) ?? 0): \(plan)"
        }
    }

    /// What happened, in a few words: `force-pushed main 3>5 -2,3`.
    var happenings: [String] {
        func number(_ id: String?) -> String { id.flatMap { Int($0, radix: 16) }.map(String.init) ?? "" }
        return events.map { event in
            let removed = event.removed.map(number).joined(separator: ",")
            let name = event.ref.split(separator: "/").dropFirst(2).joined(separator: "/")
            return
                "\(event.kind.rawValue) \(name) \(number(event.old))>\(number(event.new))\(removed.isEmpty ? "" : " -\(removed)")"
        }
    }
}
