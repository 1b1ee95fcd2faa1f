public import FleetConfig
public import GitWatcher
public import Ledger

/// One look at a repository: what it lists now, and what was recorded of it before.
public struct RepositoryLook: Sendable {
    /// The repository.
    public var repository: FleetRepository
    /// What the remote lists; the history knows all of it that is watched.
    public var heads: RemoteHeads
    /// The recorded tips by full name, those of tags as commits; `nil` if the repository was never recorded.
    public var recorded: [String: ObjectID]?
    /// The last tips of branches that were recorded and then deleted; only asked for if a branch is new.
    public var deletedTips: [ObjectID] = []
    /// The commits that are recorded as coalesced into others, oldest first; only asked for with `commits: latest`.
    public var coalesced: [CoalescedCommit] = []
    /// The rules by which the last look was taken; `nil` for the same ones. What these did not cover was not seen before, but
    /// may have been there for long.
    public var formerRules: WatchRules?

    /// Describes a look; see the properties.
    public init(_ repository: FleetRepository, heads: RemoteHeads, recorded: [String: ObjectID]?) {
        self.repository = repository
        self.heads = heads
        self.recorded = recorded
    }

    /// What the look found, to be recorded as a whole. The rules stand in docs/watch.md.
    ///
    /// The same look gives the same observation; one after which nothing has changed gives an empty one.
    ///
    /// - Throws: what `history` throws.
    public func observation(_ history: some RepositoryHistory) async throws -> Observation {
        var observer = Observer(look: self, history: history)
        try await observer.observeBranches()
        try await observer.observeTags()
        try await observer.observeProposals()
        return observer.observation
    }

    /// Whether something is to be observed: cheap, and without the history.
    public var hasNews: Bool {
        guard let recorded else { return true }
        let watched = watchedReferences
        return watched.count != recorded.count || watched.contains { recorded[$0.name] != $0.commit }
    }

    /// The references that are watched, sorted by name.
    public var watchedReferences: [RemoteReference] {
        let rules = WatchRules(repository.settings)
        let head = headOrRecorded
        return heads.references.filter { rules.cover($0.name, head: head) }
    }

    /// What HEAD names; where it names nothing, the branch that it did name: that HEAD is gone changes no branch.
    public var headOrRecorded: String? {
        heads.head ?? recorded?.keys.filter { $0.hasPrefix("refs/heads/") }.min()
    }
}
