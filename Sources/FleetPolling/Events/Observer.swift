internal import ConfigValues
internal import FleetConfig
internal import GitWatcher
internal import Ledger

/// Turns a look at a repository into what is to be recorded of it.
struct Observer<History: RepositoryHistory> {
    let look: RepositoryLook
    let history: History
    let rules: WatchRules
    let planner: CommitPlanner<History>
    var observation: Observation

    init(look: RepositoryLook, history: History) {
        self.look = look
        self.history = history
        rules = WatchRules(look.repository.settings)
        planner = CommitPlanner(settings: look.repository.settings, history: history)
        observation = Observation(repository: look.repository.name.text, url: look.repository.url.text)
    }

    /// What is watched of one kind and listed now.
    func listed(_ prefix: String) -> [RemoteReference] {
        look.watchedReferences.filter { $0.name.hasPrefix(prefix) }
    }

    /// What is recorded of one kind, sorted by name.
    func recorded(_ prefix: String) -> [(name: String, tip: ObjectID)] {
        (look.recorded ?? [:]).filter { $0.key.hasPrefix(prefix) }.map { (name: $0.key, tip: $0.value) }
            .sorted { $0.name < $1.name }
    }

    mutating func update(_ name: String, from old: ObjectID?, to new: ObjectID?) {
        observation.updates.append(RefUpdate(name, from: old?.hex, to: new?.hex))
    }

    mutating func report(
        _ kind: RefEvent.Kind, _ name: String, from old: ObjectID?, to new: ObjectID?, removed: [ObjectID] = []
    ) {
        observation.events.append(
            RefEvent(kind, ref: name, from: old?.hex, to: new?.hex, removed: removed.map(\.hex)))
    }

    mutating func add(_ commit: ObjectID, on name: String, _ plan: ObservedCommit.Plan) {
        observation.commits.append(ObservedCommit(commit.hex, on: name, plan: plan))
    }
}
