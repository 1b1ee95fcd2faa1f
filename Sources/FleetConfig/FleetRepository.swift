public import ConfigValues

/// A repository that a daemon watches.
public struct FleetRepository: Sendable, Hashable {
    /// What it is called.
    public let name: RepositoryName
    /// Where it is fetched from.
    public let url: RepositoryURL
    /// How it is watched.
    public let settings: RepositorySettings
}

/// How a repository is watched.
public struct RepositorySettings: Sendable, Hashable {
    /// Which branches are watched.
    public enum Branches: Sendable, Hashable {
        /// The one that the remote's HEAD names.
        case head
        /// Those that one of the patterns matches.
        case matching([BranchPattern])
    }

    /// What becomes of the commits between two polls.
    public enum Commits: String, Sendable, Hashable, CaseIterable {
        /// Each first-parent commit gets its run, oldest first.
        case every
        /// The newest gets a run; the others are recorded.
        case latest
    }

    /// What happens when a branch is seen for the first time.
    public enum FirstSight: String, Sendable, Hashable, CaseIterable {
        /// Its tip is recorded, and nothing is run.
        case record
        /// Its tip is run, and nothing older.
        case run
    }

    /// Which branches are watched.
    public internal(set) var branches = Branches.head
    /// Which tags are watched; empty for none.
    public internal(set) var tags: [BranchPattern] = []
    /// Which references are watched as proposed changes; empty for none.
    public internal(set) var proposals: [ReferencePattern] = []
    /// The time between two polls.
    public internal(set) var interval = TimeSpan(.seconds(60))
    /// What becomes of the commits between two polls.
    public internal(set) var commits = Commits.every
    /// What happens when a branch is seen for the first time.
    public internal(set) var firstSight = FirstSight.record
    /// Runs of a higher priority begin first; from -100 to 100.
    public internal(set) var priority = 0
    /// The name of what it is fetched with, a key of the fleet's credentials; `nil` for nothing.
    public internal(set) var credentials: String?
    /// Which changed files make a commit worth a run; `nil` for all.
    public internal(set) var paths: PathFilter?
    /// Which pipelines an event runs.
    public internal(set) var events: [FleetEvent: [PipelineRule]] = [
        .gate: [PipelineRule()], .merge: [PipelineRule()], .tag: [PipelineRule()],
    ]
    /// What a hint to poll must be signed with or carry; `nil` for what the fleet's hooks say.
    public internal(set) var hookSecret: SecretSource?
}

/// What can happen to a repository.
public enum FleetEvent: String, Sendable, Hashable, CaseIterable {
    /// A change that is proposed and not merged.
    case gate
    /// A commit on a branch.
    case merge
    /// A tag.
    case tag
}

/// Which pipelines run, for which changes, and what they may do.
public struct PipelineRule: Sendable, Hashable {
    /// The steps of a pipeline that can be allowed.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        case blubberfile, build, copy, deploy, exports, notify, promote, publish, run, trigger
    }

    /// The pipelines' names; `nil` for all.
    public internal(set) var pipelines: [NamePattern]?
    /// Which changed files they are for; `nil` for all.
    public internal(set) var paths: PathFilter?
    /// What their stages may do; `nil` for everything. Another action makes the run fail before anything is done.
    public internal(set) var actions: Set<Action>?

    /// A rule; without arguments one for all pipelines, changes and actions.
    public init(pipelines: [NamePattern]? = nil, paths: PathFilter? = nil, actions: Set<Action>? = nil) {
        self.pipelines = pipelines
        self.paths = paths
        self.actions = actions
    }

    /// Whether the rule means the pipeline `name`.
    public func covers(_ name: String) -> Bool { pipelines?.contains { $0.matches(name) } ?? true }
}
